; -- definitions ---------------------------------------------------------------------------------

(function_item name: (_) @name body: (_) @body) @function
(function_item return_type: (_) @returns)
(function_signature_item name: (_) @name) @function
(function_signature_item return_type: (_) @returns)
(function_modifiers ["async" "unsafe" "const"] @modifier)
(visibility_modifier) @modifier

(struct_item name: (_) @name) @class
(struct_item body: (field_declaration_list) @body) @sort.struct
(union_item name: (_) @name body: (_) @body) @class
(enum_item name: (_) @name body: (_) @body) @class @sort.enum
(enum_variant name: (_) @name) @variant
(enum_variant value: (_) @value)
(struct_item body: (field_declaration_list (field_declaration name: (_) @name) @field))
(union_item body: (field_declaration_list (field_declaration name: (_) @name) @field))
(field_declaration type: (_) @annotation)
(trait_item name: (_) @name body: (_) @body) @class @sort.trait
(trait_item bounds: (trait_bounds [(type_identifier) (scoped_type_identifier) (generic_type)] @base))
(impl_item type: (_) @name body: (_) @body) @extension
(impl_item trait: (_) @implemented)

(mod_item name: (_) @name body: (_)) @namespace
(mod_item !body) @import
(use_declaration) @import
(extern_crate_declaration) @import

(type_item name: (_) @name) @alias
(type_item type: (_) @value)
(associated_type name: (_) @name) @alias
(const_item name: (_) @target type: (_) @annotation) @declare
(const_item value: (_) @value)
(static_item name: (_) @target type: (_) @annotation) @declare
(static_item value: (_) @value)

(parameters) @parameters
(parameter pattern: (_) @target type: (_) @annotation) @parameter
(parameter pattern: (self)) @receiver
(self_parameter) @parameter @receiver
(variadic_parameter) @parameter @variadic
(type_parameter name: (_) @name) @typeparameter
(const_parameter name: (_) @name) @typeparameter
(attribute_item) @opaque
(inner_attribute_item) @opaque

; -- statements ----------------------------------------------------------------------------------

(let_declaration pattern: (_) @target) @declare
(let_declaration type: (_) @annotation)
(let_declaration value: (_) @value)
(let_condition pattern: (_) @target value: (_) @value) @declare
(assignment_expression left: (_) @target right: (_) @value) @assign
(compound_assignment_expr left: (_) @target right: (_) @value) @augment
(return_expression) @return
(break_expression) @jump
(continue_expression) @jump
(expression_statement) @statement
(if_expression condition: (_) @condition consequence: (_) @consequence) @if
(if_expression alternative: (else_clause (_) @alternative))
(for_expression pattern: (_) @target value: (_) @iterated body: (_) @body) @loop
(while_expression condition: (_) @condition body: (_) @body) @loop
(loop_expression body: (_) @body) @loop
(block) @block
(closure_expression body: (_) @body) @function
(closure_expression parameters: (closure_parameters) @parameters)
(closure_expression return_type: (_) @returns)

; -- case analyses -------------------------------------------------------------------------------

(match_expression value: (_) @subject) @switch
(match_arm) @case
(match_pattern [
  (identifier) (scoped_identifier) (tuple_struct_pattern) (struct_pattern) (tuple_pattern) (captured_pattern)
  (reference_pattern) (slice_pattern) (range_pattern) (ref_pattern) (mut_pattern) (string_literal)
  (raw_string_literal) (integer_literal) (float_literal) (negative_literal) (char_literal) (boolean_literal)
  (macro_invocation)
] @pattern_of)
(match_pattern condition: (_) @condition)
(or_pattern [
  (scoped_identifier) (identifier) (tuple_struct_pattern) (struct_pattern) (tuple_pattern) (captured_pattern)
  (reference_pattern) (slice_pattern) (range_pattern) (ref_pattern) (string_literal) (integer_literal)
  (negative_literal) (char_literal) (boolean_literal)
] @pattern_of)

(tuple_pattern) @pattern
(slice_pattern) @pattern
(tuple_struct_pattern type: (_) @key) @pattern
(struct_pattern type: (_) @key) @pattern
(field_pattern name: (field_identifier) @key pattern: (_)) @pair
(field_pattern name: (shorthand_field_identifier) @shorthand)
(captured_pattern) @pattern
(reference_pattern) @pattern
(ref_pattern) @pattern
(mut_pattern) @pattern
(remaining_field_pattern) @rest

; -- expressions ---------------------------------------------------------------------------------

(identifier) @identifier
(self) @self
(field_expression value: (_) @object field: (_) @property) @member
(scoped_identifier name: (_) @property) @member
(scoped_identifier path: (_) @object)
(index_expression . (_) @object) @index
(call_expression function: (_) @callee arguments: (arguments) @arguments) @call
(generic_function function: (_) @value) @group
(await_expression) @await
(parenthesized_expression) @group
(reference_expression value: (_) @value) @group
(unary_expression "*" (_) @value) @group
(unary_expression "!") @truth
(binary_expression operator: ["==" "!=" "<" ">" "<=" ">=" "&&" "||"]) @truth
(type_cast_expression value: (_) @value type: (_) @annotation) @cast
(struct_expression name: (_) @callee) @record
(field_initializer field: (_) @key value: (_) @value) @pair
(shorthand_field_initializer (identifier) @shorthand)
(base_field_initializer) @spread
(array_expression) @list
(tuple_expression) @tuple
(string_literal) @str
(raw_string_literal) @str
(char_literal) @int
(integer_literal) @int
(float_literal) @float
(boolean_literal) @bool
(unit_expression) @none
(macro_invocation) @opaque
(macro_definition) @opaque
(token_tree) @opaque

; -- types ---------------------------------------------------------------------------------------

(type_identifier) @type
(primitive_type) @opaque
(lifetime (identifier) @opaque)
(scoped_type_identifier name: (_) @property) @member
(scoped_type_identifier path: (_) @object)
(generic_type type: (_) @name) @generic
(generic_type type_arguments: (type_arguments [
  (type_identifier) (scoped_type_identifier) (generic_type) (reference_type) (dynamic_type) (abstract_type)
  (tuple_type) (array_type) (primitive_type)
] @typearguments))
(reference_type type: (_) @value) @group
(pointer_type type: (_) @value) @group
(dynamic_type trait: (_) @value) @group
(abstract_type trait: (_) @value) @group
(array_type element: (_)) @array
(tuple_type) @tuple
(type_binding name: (type_identifier) @opaque)

(line_comment) @comment
(block_comment) @comment
