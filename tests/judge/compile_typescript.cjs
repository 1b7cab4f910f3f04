// Reads {name: {path: text}} from standard input, prints {name: [[path, code, text], …]}: what the compiler refuses.
// The first argument is the folder of the `typescript` package.
const ts = require(process.argv[2]);
const path = require('path');

const standard = new Map();

function refused(files, options) {
  const all = new Map(Object.entries(files).map(([name, text]) => [`/p/${name}`, text]));
  const folders = new Set(['/p']);
  for (const name of all.keys()) {
    for (let at = path.posix.dirname(name); at !== '/'; at = path.posix.dirname(at)) folders.add(at);
  }
  const host = {
    fileExists: (name) => all.has(name) || (!name.startsWith('/p/') && ts.sys.fileExists(name)),
    readFile: (name) => all.get(name) ?? ts.sys.readFile(name),
    directoryExists: (name) => folders.has(name),
    getDirectories: () => [],
    getSourceFile: (name, target) => {
      if (all.has(name)) return ts.createSourceFile(name, all.get(name), target, true);
      if (!standard.has(name)) {
        const text = name.startsWith('/p/') ? undefined : ts.sys.readFile(name);
        standard.set(name, text === undefined ? undefined : ts.createSourceFile(name, text, target, true));
      }
      return standard.get(name);
    },
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    getCurrentDirectory: () => '/p',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => undefined,
  };
  const roots = [...all.keys()].filter((name) => /\.(ts|tsx)$/.test(name));
  const converted = ts.convertCompilerOptionsFromJson(options, '/p').options;
  const program = ts.createProgram(roots, converted, host);
  return ts.getPreEmitDiagnostics(program).map((each) => [
    each.file ? each.file.fileName.slice(3) : '',
    `TS${each.code}`,
    ts.flattenDiagnosticMessageText(each.messageText, ' '),
  ]);
}

const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const out = {};
for (const [name, { files, options }] of Object.entries(given)) out[name] = refused(files, options);
process.stdout.write(JSON.stringify(out));
