; Ruby. Calls, bare names and bodies get their final form in `shape.py`: one node of this grammar is often two things.

; -- definitions

(class name: (_) @name) @class
(class superclass: (superclass (_) @base))
(class body: (_) @body)
(module name: (_) @name) @class
(module body: (_) @body)
(method name: (_) @name) @method
(method parameters: (_) @parameters)
(method body: (_) @body)
(singleton_method object: (_) @opaque)
(singleton_method name: (_) @name) @method
(singleton_method parameters: (_) @parameters)
(singleton_method body: (_) @body)
(optional_parameter name: (_) @target value: (_) @value) @parameter
(keyword_parameter name: (_) @target) @parameter @keyword
(keyword_parameter value: (_) @value)
(splat_parameter) @parameter @variadic
(splat_parameter name: (_) @target)
(hash_splat_parameter) @parameter @variadic @keyword
(hash_splat_parameter name: (_) @target)
(hash_splat_nil) @opaque
(forward_parameter) @parameter @variadic
(block_parameter) @opaque
(block_parameter name: (_) @local)
(block_parameters locals: (_) @local)
(in_clause pattern: (identifier) @local)
(array_pattern (identifier) @local)
(array_pattern (splat_parameter name: (_) @local))
(find_pattern (identifier) @local)
(find_pattern (splat_parameter name: (_) @local))
(as_pattern name: (_) @local)
(alternative_pattern (identifier) @local)
(keyword_pattern key: (hash_key_symbol) @local)
(keyword_pattern value: (identifier) @local)
(hash_pattern (hash_splat_parameter name: (_) @local))
(destructured_parameter) @pattern
(alias) @import
(undef) @opaque

; -- blocks

(block parameters: (_) @parameters) @function
(block body: (_) @body) @function
(do_block parameters: (_) @parameters) @function
(do_block body: (_) @body) @function
(lambda parameters: (_) @parameters) @function
(lambda body: (_) @body) @function

; -- statements

(assignment left: (_) @target right: (_) @value) @assign
(operator_assignment left: (_) @target operator: "||=" right: (_) @value) @assign
(operator_assignment left: (_) @target operator: ["+=" "-=" "*=" "/=" "%=" "&=" "|=" "^=" "<<=" ">>=" "**=" "&&="] right: (_) @value) @augment
(left_assignment_list) @pattern
(destructured_left_assignment) @pattern
(rest_assignment) @rest
(return) @return
(break) @jump
(next) @jump
(redo) @jump
(retry) @jump
(if condition: (_) @condition) @if
(if consequence: (_) @consequence)
(if alternative: (_) @alternative)
(unless condition: (_) @condition) @if
(unless consequence: (_) @consequence)
(unless alternative: (_) @alternative)
(elsif condition: (_) @condition) @if
(elsif consequence: (_) @consequence)
(elsif alternative: (_) @alternative)
(if_modifier body: (_) @consequence condition: (_) @condition) @if
(unless_modifier body: (_) @consequence condition: (_) @condition) @if
(while condition: (_) @condition body: (_) @body) @loop
(until condition: (_) @condition body: (_) @body) @loop
(while_modifier body: (_) @body condition: (_) @condition) @loop
(until_modifier body: (_) @body condition: (_) @condition) @loop
(for pattern: (_) @target value: (in (_) @iterated) body: (_) @body) @loop
(begin (rescue)) @try
(body_statement (rescue)) @try
(rescue) @catch
(rescue exceptions: (exceptions (_) @annotation))
(rescue variable: (exception_variable (_) @target))
(rescue body: (_) @body)
(rescue_modifier body: (_) @value) @try
(case value: (_) @subject) @switch
(case (when)) @switch
(case (else) @default)
(when pattern: (pattern (_) @pattern_of)) @case
(in_clause) @block

; -- expressions

(identifier) @identifier
(constant) @identifier
(instance_variable) @member
(class_variable) @member
(self) @self
(super) @super
(scope_resolution scope: (_) @object name: (_) @property) @member
(scope_resolution name: (_) @property) @member
(call receiver: (_) @object)
(call method: (_) @callee) @call
(call arguments: (_) @arguments)
(argument_list (pair key: [(hash_key_symbol) (simple_symbol)] @name) @argument)
(argument_list (pair value: (_) @value))
(argument_list (pair) @argument)
(splat_argument) @spread @keyword @variadic
(hash_splat_argument) @spread @keyword
(forward_argument) @spread @keyword @variadic
(element_reference object: (_) @object) @index
(parenthesized_statements) @group
(conditional consequence: (_) @operand alternative: (_) @operand) @choice
(binary left: (_) @operand operator: ["||" "or"] right: (_) @operand) @choice
(binary operator: ["==" "!=" "<" ">" "<=" ">=" "&&" "and" "=~" "!~" "==="]) @truth
(unary operator: ["!" "not"]) @truth
(unary operator: "defined?") @opaque
(hash) @dict
(hash (pair key: (_) @key) @pair)
(hash (pair value: (_) @value))
(array) @list
(string_array) @list
(symbol_array) @list
(string) @str
(heredoc_body) @str
(chained_string) @str
(simple_symbol) @str
(delimited_symbol) @str
(character) @str
(integer) @int
(float) @float
(true) @bool
(false) @bool
(nil) @none
(regex) @regex
(comment) @comment
(uninterpreted) @comment
