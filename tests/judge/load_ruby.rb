# Loads every file below `lib` and runs whatever can be run with made-up arguments: prints what Ruby cannot find or fit.
require "set"

known = ObjectSpace.each_object(Module).to_set
faults = Set.new

note = lambda do |where, error|
  message = error.message.lines.first.to_s.gsub(/#<[^>]*>/, "#<>").gsub(/0x\h+/, "0x").strip
  faults << "#{where}: #{error.class}: #{message}"
end

files = Dir["lib/**/*.rb"].sort
files.each do |file|
  require File.expand_path(file)
rescue NameError, LoadError, ArgumentError, SyntaxError => e
  note.call(file, e)
end

given = lambda do |parameters|
  named = parameters.select { |kind, _| kind == :keyreq }.to_h { |_, name| [name, "x"] }
  [parameters.count { |kind, _| kind == :req }.times.map { "x" }, named]
end

run = lambda do |where, method|
  values, named = given.call(method.parameters)
  named.empty? ? method.call(*values) : method.call(*values, **named)
rescue NameError, ArgumentError => e
  note.call(where, e)
rescue StandardError, NotImplementedError
  nil
end

$stdout = $stderr
(ObjectSpace.each_object(Module).to_a - known.to_a).select(&:name).sort_by(&:name).each do |made|
  made.singleton_methods(false).sort.each { |name| run.call("#{made}.#{name}", made.method(name)) }
  next unless made.is_a?(Class) && made.singleton_methods(false).none?(:new)

  values, named = given.call(made.instance_method(:initialize).parameters)
  built = begin
    named.empty? ? made.new(*values) : made.new(*values, **named)
  rescue StandardError, NotImplementedError => e
    note.call("#{made}.new", e) if e.is_a?(NameError) || e.is_a?(ArgumentError)
    next
  end
  made.public_instance_methods(false).sort.each { |name| run.call("#{made}##{name}", built.method(name)) }
end
$stdout = STDOUT

puts faults.sort
