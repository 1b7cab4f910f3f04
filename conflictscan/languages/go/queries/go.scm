; Go.

; -- definitions ---------------------------------------------------------------------------------

(function_declaration name: (_) @name) @function
(function_declaration parameters: (_) @parameters)
(function_declaration body: (_) @body)
(method_declaration name: (_) @name) @method
(method_declaration receiver: (parameter_list (parameter_declaration) @parameter @receiver))
(method_declaration parameters: (_) @parameters)
(method_declaration body: (_) @body)
(func_literal parameters: (_) @parameters body: (_) @body) @function
(method_elem name: (_) @name parameters: (_) @parameters) @method

(function_declaration result: (_) @returns)
(method_declaration result: (_) @returns)
(func_literal result: (_) @returns)
(method_elem result: (_) @returns)
(function_declaration result: (parameter_list) @results)
(method_declaration result: (parameter_list) @results)
(func_literal result: (parameter_list) @results)
(method_elem result: (parameter_list) @results)
(function_declaration result: (parameter_list (parameter_declaration name: (_) @opaque)))
(method_declaration result: (parameter_list (parameter_declaration name: (_) @opaque)))
(func_literal result: (parameter_list (parameter_declaration name: (_) @opaque)))
(method_elem result: (parameter_list (parameter_declaration name: (_) @opaque)))

(function_declaration parameters: (parameter_list [(parameter_declaration) (variadic_parameter_declaration)] @parameter))
(method_declaration parameters: (parameter_list [(parameter_declaration) (variadic_parameter_declaration)] @parameter))
(func_literal parameters: (parameter_list [(parameter_declaration) (variadic_parameter_declaration)] @parameter))
(method_elem parameters: (parameter_list [(parameter_declaration) (variadic_parameter_declaration)] @parameter))
(parameter_declaration name: (_) @target)
(parameter_declaration type: (_) @annotation)
(variadic_parameter_declaration) @variadic
(variadic_parameter_declaration name: (_) @target)
(variadic_parameter_declaration type: (_) @annotation)
(function_type parameters: (parameter_list (parameter_declaration name: (_) @opaque)))

(type_spec name: (_) @name type: (_)) @class
(type_spec type: (struct_type)) @sort.struct
(type_spec type: (interface_type)) @sort.interface
(type_alias name: (_) @name type: (_) @value) @alias
(field_declaration name: (_) @name) @field
(field_declaration name: (_) type: (_) @annotation)
(field_declaration !name type: (_) @base)
(type_elem . (_) @implemented .)
(type_parameter_declaration name: (_) @name) @typeparameter

(const_spec name: (_) @target) @declare
(const_spec type: (_) @annotation)
(const_spec value: (expression_list (_) @value))
(var_spec name: (_) @target) @declare
(var_spec type: (_) @annotation)
(var_spec value: (expression_list (_) @value))

(import_spec) @import

; -- statements ----------------------------------------------------------------------------------

(short_var_declaration left: (expression_list (_) @target) right: (expression_list (_) @value)) @declare
(assignment_statement left: (expression_list (_) @target) operator: "=" right: (expression_list (_) @value)) @assign
(assignment_statement left: (expression_list (_) @target) operator: ["+=" "-=" "*=" "/=" "|=" "&=" "%=" "^=" "<<=" ">>=" "&^="] right: (_) @value) @augment
(inc_statement (_) @target) @augment
(dec_statement (_) @target) @augment
(return_statement) @return
(return_statement (expression_list) @tuple)
(break_statement) @jump
(continue_statement) @jump
(goto_statement) @jump
(expression_statement) @statement
(go_statement) @statement
(defer_statement) @statement
(send_statement) @statement
(if_statement condition: (_) @condition consequence: (_) @consequence) @if
(if_statement alternative: (_) @alternative)
(for_statement body: (_) @body) @loop
(for_statement (range_clause left: (expression_list (_) @target)))
(for_statement (range_clause right: (_) @iterated))
(expression_switch_statement) @switch
(expression_switch_statement value: (_) @subject)
(expression_case value: (expression_list (_) @pattern_of)) @case
(type_switch_statement) @switch
(type_switch_statement alias: (expression_list (_) @target))
(type_case type: (_) @pattern_of) @case
(default_case) @default
(select_statement) @switch
(communication_case) @case
(block) @block

; -- expressions ---------------------------------------------------------------------------------

(identifier) @identifier
(selector_expression operand: (_) @object field: (_) @property) @member
(index_expression operand: (_) @object) @index
(slice_expression operand: (_) @value) @group
(call_expression function: (_) @callee arguments: (_) @arguments) @call
(variadic_argument) @spread
(parenthesized_expression) @group
(unary_expression operator: ["&" "*"] operand: (_) @value) @group
(unary_expression operator: "!") @truth
(binary_expression operator: ["==" "!=" "<" ">" "<=" ">=" "&&" "||"]) @truth
(type_assertion_expression operand: (_) @value type: (_) @annotation) @cast
(composite_literal type: [(type_identifier) (qualified_type)] @callee) @record
(composite_literal type: (slice_type)) @list
(composite_literal type: (map_type)) @dict
(composite_literal type: [(type_identifier) (qualified_type)]
  body: (literal_value (keyed_element key: (literal_element (identifier) @key @opaque))))
(keyed_element value: (literal_element (_) @value)) @pair

(interpreted_string_literal) @str
(raw_string_literal) @str
(rune_literal) @str
(int_literal) @int
(float_literal) @float
(true) @bool
(false) @bool
(nil) @none
(comment) @comment

; -- types ---------------------------------------------------------------------------------------

(type_identifier) @type
(qualified_type) @type
(pointer_type) @group
(parenthesized_type) @group
(slice_type element: (_)) @array
(array_type element: (_)) @array
(map_type key: (_) @opaque) @array
(generic_type type: (_) @name) @generic
(generic_type type_arguments: (type_arguments (_) @typearguments))
