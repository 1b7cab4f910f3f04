; What JavaScript and TypeScript share.

; -- definitions ---------------------------------------------------------------------------------

(function_declaration name: (_) @name) @function
(generator_function_declaration name: (_) @name) @function
(function_declaration body: (_) @body)
(generator_function_declaration body: (_) @body)
(generator_function_declaration "*" @modifier)
(function_declaration "async" @modifier)

(function_expression) @function
(function_expression body: (_) @body)
(function_expression "async" @modifier)
(generator_function body: (_) @body) @function
(generator_function "*" @modifier)
(arrow_function body: (_) @body) @function
(arrow_function "async" @modifier)
(arrow_function parameter: (identifier) @target @parameter)

(method_definition name: (_) @name) @method
(method_definition body: (_) @body)
(method_definition ["static" "async" "get" "set" "*"] @modifier)

(class_declaration) @class
(class_declaration body: (_) @body)
(class_declaration name: (_) @name)
(class) @class
(class body: (_) @body)

(formal_parameters) @parameters

(decorator) @decorator

; -- imports and exports -------------------------------------------------------------------------

(import_statement) @import
(export_statement) @export

; -- statements ----------------------------------------------------------------------------------

(variable_declaration) @hoist
(variable_declarator name: (_) @target) @declare
(variable_declarator value: (_) @value)

(assignment_expression left: (_) @target right: (_) @value) @assign
(augmented_assignment_expression left: (_) @target right: (_) @value) @augment
(update_expression argument: (_) @target) @augment
(unary_expression operator: "delete" argument: (_)) @delete

(return_statement) @return
(throw_statement) @throw
(yield_expression) @yield
(break_statement) @jump
(continue_statement) @jump
(expression_statement) @statement
(if_statement condition: (_) @condition consequence: (_) @consequence) @if
(if_statement alternative: (_) @alternative)
(for_statement) @loop
(for_statement body: (_) @body)
(while_statement body: (_) @body) @loop
(do_statement body: (_) @body) @loop
(for_in_statement left: (_) @target right: (_) @iterated) @loop
(for_in_statement body: (_) @body)
(try_statement) @try
(catch_clause) @catch
(catch_clause parameter: (_) @target)
(switch_statement value: (_) @subject) @switch
(switch_case value: (_) @pattern_of) @case
(switch_default) @default
(statement_block) @block

; -- expressions ---------------------------------------------------------------------------------

(identifier) @identifier
(shorthand_property_identifier) @shorthand
(shorthand_property_identifier_pattern) @shorthand
(this) @self
(super) @super
(member_expression object: (_) @object property: (_) @property) @member
(subscript_expression object: (_) @object) @index
(call_expression function: (_) @callee) @call
(call_expression arguments: (arguments) @arguments)
(call_expression arguments: (template_string) @arguments)
(new_expression constructor: (_) @callee) @construct
(new_expression arguments: (arguments) @arguments)
(spread_element) @spread
(await_expression) @await
(parenthesized_expression) @group
(ternary_expression consequence: (_) @operand alternative: (_) @operand) @choice
(binary_expression left: (_) @operand operator: ["||" "??"] right: (_) @operand) @choice
(binary_expression operator: ["==" "===" "!=" "!==" "<" ">" "<=" ">=" "in" "instanceof"]) @truth
(binary_expression left: (identifier) operator: "instanceof" right: [(identifier) (member_expression)] @caught)
(unary_expression operator: "!") @truth
(import) @identifier

(object) @dict
(pair key: (_) @key value: (_) @value) @pair
(array) @list
(string) @str
(template_string) @str
(number) @int
(true) @bool
(false) @bool
(null) @none
(undefined) @none
(regex) @regex

(object_pattern) @pattern
(array_pattern) @pattern
(pair_pattern key: (_) @key value: (_)) @pair
(object_assignment_pattern left: (_) right: (_) @value) @assign
(assignment_pattern left: (_) right: (_) @value) @assign
(rest_pattern) @rest

(comment) @comment
(hash_bang_line) @comment
