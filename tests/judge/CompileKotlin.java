import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;

/** Compiles each folder that it is given, Kotlin first and Java with what came of it; prints folder and error lines. */
public class CompileKotlin {
    public static void main(String[] arguments) throws IOException {
        String library = arguments[0];
        for (int number = 1; number < arguments.length; number++) {
            Path root = Path.of(arguments[number]);
            Path out = Files.createTempDirectory("classes");
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            PrintStream print = new PrintStream(said);
            List<String> ofJava = sources(root, ".java");
            if (!sources(root, ".kt").isEmpty()) {
                List<String> options = new ArrayList<>(List.of("-no-stdlib", "-no-reflect", "-nowarn", "-cp", library, "-d", out.toString()));
                Stream.of("src/main/kotlin", "src/main/java").map(root::resolve).filter(Files::exists).map(Path::toString).forEach(options::add);
                new K2JVMCompiler().exec(print, options.toArray(new String[0]));
            }
            if (!ofJava.isEmpty()) {
                List<String> options = new ArrayList<>(List.of("-proc:none", "-Xlint:none", "-d", out.toString(), "-cp", library + ":" + out));
                options.addAll(ofJava);
                ToolProvider.getSystemJavaCompiler().run(null, print, print, options.toArray(new String[0]));
            }
            for (String line : said.toString().split("\n")) {
                if (line.contains("error:")) {
                    System.out.println(root + "\t" + line);
                }
            }
        }
    }

    private static List<String> sources(Path root, String suffix) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.map(Path::toString).filter(path -> path.endsWith(suffix)).sorted().toList();
        }
    }
}
