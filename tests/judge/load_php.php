<?php

// Loads every file below `src` and runs whatever can be run with made-up arguments: prints what PHP cannot find or fit.

error_reporting(E_ALL & ~E_DEPRECATED);
ini_set('display_errors', 'stderr');

spl_autoload_register(static function (string $class): void {
    $file = 'src/' . str_replace('\\', '/', substr($class, 4)) . '.php';
    if (str_starts_with($class, 'App\\') && is_file($file)) {
        require_once $file;
    }
});

$faults = [];
$note = static function (string $where, Throwable $error) use (&$faults): void {
    $faults[$where . ': ' . get_class($error) . ': ' . preg_replace('/, called in .*| in .* on line .*/', '', $error->getMessage())] = true;
};
set_error_handler(static function (int $kind, string $message) use (&$faults): bool {
    if (str_starts_with($message, 'Undefined property')) {
        $faults[$message] = true;
    }

    return true;
});
register_shutdown_function(static function () use (&$faults): void {
    $last = error_get_last();
    if ($last !== null && ($last['type'] & (E_ERROR | E_COMPILE_ERROR | E_PARSE)) !== 0) {
        $faults['fatal: ' . preg_replace('/ in .*/s', '', $last['message'])] = true;
    }
    ksort($faults);
    echo implode("\n", array_keys($faults)), "\n";
});

/** A value of the type, made up. */
function made(?ReflectionType $type, int $depth = 0): mixed
{
    $name = $type instanceof ReflectionNamedType ? $type->getName() : 'string';
    if (enum_exists($name)) {
        $cases = $name::cases();

        return $cases[count($cases) - 1];
    }
    if (class_exists($name) && $depth < 3) {
        $class = new ReflectionClass($name);

        return $class->newInstanceArgs(values($class->getConstructor(), $depth + 1));
    }

    return ['int' => 1, 'float' => 1.0, 'bool' => true, 'array' => ['x', 'y']][$name] ?? 'x';
}

/** Values for the parameters that must be given. */
function values(?ReflectionFunctionAbstract $function, int $depth = 0): array
{
    $given = [];
    foreach ($function?->getParameters() ?? [] as $parameter) {
        if (!$parameter->isOptional()) {
            $given[] = made($parameter->getType(), $depth);
        }
    }

    return $given;
}

$files = new RegexIterator(new RecursiveIteratorIterator(new RecursiveDirectoryIterator('src')), '/\.php$/');
$paths = array_map('strval', iterator_to_array($files, false));
sort($paths);
foreach ($paths as $path) {
    try {
        require_once $path;
    } catch (Error $error) {
        $note($path, $error);
    }
}

foreach (get_declared_classes() as $name) {
    $class = new ReflectionClass($name);
    if (!$class->isUserDefined() || $class->isEnum() || $class->isAbstract()) {
        continue;
    }
    try {
        $built = $class->newInstanceArgs(values($class->getConstructor()));
    } catch (Error $error) {
        $note($name, $error);
        continue;
    }
    foreach ($class->getMethods(ReflectionMethod::IS_PUBLIC) as $method) {
        if ($method->isConstructor() || !$method->isUserDefined() || str_starts_with($method->getName(), '__')) {
            continue;
        }
        try {
            $method->invokeArgs($method->isStatic() ? null : $built, values($method));
        } catch (Error $error) {
            $note($name . '::' . $method->getName(), $error);
        } catch (Exception) {
            continue;
        }
    }
}
