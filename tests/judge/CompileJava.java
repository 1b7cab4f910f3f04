import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles each folder that it is given, and prints what the compiler refuses: folder, file, code, text. */
public class CompileJava {
    public static void main(String[] folders) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        for (String folder : folders) {
            Path root = Path.of(folder);
            List<Path> sources;
            try (var walk = Files.walk(root)) {
                sources = walk.filter(path -> path.toString().endsWith(".java")).sorted().toList();
            }
            DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
            Path out = Files.createTempDirectory(root, "classes");
            try (StandardJavaFileManager files = compiler.getStandardFileManager(found, null, null)) {
                List<String> options = List.of("-d", out.toString(), "-proc:none", "-Xlint:none", "-Xmaxerrs", "1000");
                compiler.getTask(null, files, found, options, null, files.getJavaFileObjectsFromPaths(sources)).call();
            }
            for (Diagnostic<? extends JavaFileObject> each : found.getDiagnostics()) {
                if (each.getKind() == Diagnostic.Kind.ERROR) {
                    Path source = each.getSource() == null ? root : Path.of(each.getSource().toUri());
                    String text = each.getMessage(null).replaceAll("\\s+", " ");
                    System.out.println(String.join("\t", folder, root.relativize(source).toString(), each.getCode(), text));
                }
            }
        }
    }
}
