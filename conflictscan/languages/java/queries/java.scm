; Java.

; -- definitions ---------------------------------------------------------------------------------

(class_declaration name: (_) @name body: (_) @body) @class
(interface_declaration name: (_) @name body: (_) @body) @class @sort.interface
(enum_declaration name: (_) @name body: (_) @body) @class @sort.enum
(record_declaration name: (_) @name body: (_) @body) @class @sort.record
(annotation_type_declaration name: (_) @name body: (_) @body) @class @sort.annotation
(superclass (_) @base)
(super_interfaces (type_list (_) @implemented))
(extends_interfaces (type_list (_) @implemented))
(permits) @group
(type_parameter (type_identifier) @name) @typeparameter
(type_bound) @group
(modifiers ["public" "protected" "private" "abstract" "static" "final" "default" "sealed" "non-sealed" "native" "synchronized" "transient" "volatile" "strictfp"] @modifier)

; a class without a name, and the body of a constant
(object_creation_expression (class_body) @class @body)
(enum_constant name: (_) @name) @variant
(enum_constant body: (class_body) @class @body)
(enum_constant arguments: (argument_list) @arguments)

(method_declaration name: (_) @name) @method
(method_declaration type: (_) @returns)
(method_declaration body: (_) @body)
(annotation_type_element_declaration type: (_) @returns name: (_) @name) @method
(annotation_type_element_declaration value: (_)) @optional
(constructor_declaration name: (_) @opaque body: (_) @body) @method
(compact_constructor_declaration name: (_) @opaque) @block
(throws (_) @thrown)

(formal_parameters) @parameters
(inferred_parameters) @parameters
(formal_parameter name: (_) @target) @parameter
(formal_parameter type: (_) @annotation)
(record_declaration parameters: (formal_parameters (formal_parameter) @promoted))
(spread_parameter (variable_declarator name: (_) @target)) @parameter @variadic
(spread_parameter [(type_identifier) (scoped_type_identifier) (generic_type) (array_type) (integral_type) (floating_point_type) (boolean_type)] @annotation)
(receiver_parameter) @opaque

(field_declaration) @field
(field_declaration type: (_) @annotation)
(field_declaration declarator: (variable_declarator name: (_) @name))
(field_declaration declarator: (variable_declarator value: (_) @value))
(constant_declaration) @field
(constant_declaration type: (_) @annotation)
(constant_declaration declarator: (variable_declarator name: (_) @name))
(constant_declaration declarator: (variable_declarator value: (_) @value))

; an annotation changes nothing of what callers see: its names are uses, no more
(marker_annotation name: (_) @type) @group
(annotation name: (_) @type) @group
(element_value_pair key: (_) @opaque)

; -- imports -------------------------------------------------------------------------------------

(package_declaration) @opaque
(import_declaration) @import
(module_declaration) @opaque

; -- statements ----------------------------------------------------------------------------------

(local_variable_declaration) @declare
((local_variable_declaration type: (_) @annotation) (#not-eq? @annotation "var"))
((local_variable_declaration type: (_) @opaque) (#eq? @opaque "var"))
(local_variable_declaration declarator: (variable_declarator name: (_) @target))
(local_variable_declaration declarator: (variable_declarator value: (_) @value))
(resource name: (_) @target value: (_) @value) @declare
((resource type: (_) @annotation) (#not-eq? @annotation "var"))
((resource type: (_) @opaque) (#eq? @opaque "var"))
(instanceof_expression name: (identifier) @target @declare)
(type_pattern (_) (identifier) @target @declare)
(record_pattern_component (_) (identifier) @target @declare)

(assignment_expression left: (_) @target operator: "=" right: (_) @value) @assign
(assignment_expression left: (_) @target operator: ["+=" "-=" "*=" "/=" "%=" "&=" "|=" "^=" "<<=" ">>=" ">>>="] right: (_) @value) @augment
(update_expression (_) @target) @augment

(return_statement) @return
(throw_statement) @throw
(yield_statement) @statement
(break_statement) @jump
(continue_statement) @jump
(break_statement (identifier) @opaque)
(continue_statement (identifier) @opaque)
(labeled_statement . (identifier) @opaque)
(assert_statement) @statement
(expression_statement) @statement
(if_statement condition: (_) @condition consequence: (_) @consequence) @if
(if_statement alternative: (_) @alternative)
(for_statement body: (_) @body) @loop
(while_statement body: (_) @body) @loop
(do_statement body: (_) @body) @loop
(enhanced_for_statement name: (_) @target value: (_) @iterated body: (_) @body) @loop
((enhanced_for_statement type: (_) @annotation) (#not-eq? @annotation "var"))
((enhanced_for_statement type: (_) @opaque) (#eq? @opaque "var"))
(try_statement) @try
(try_with_resources_statement) @try
(try_with_resources_statement (resource_specification) @group)
(catch_clause (catch_formal_parameter name: (_) @target) body: (_) @body) @catch
(catch_clause (catch_formal_parameter (catch_type (_) @annotation)))
(switch_expression condition: (_) @subject) @switch
(switch_label [(identifier) (field_access) (string_literal) (character_literal) (decimal_integer_literal)] @pattern_of)
(switch_block_statement_group (switch_label (_))) @case
(switch_rule (switch_label (_))) @case
(switch_block_statement_group (switch_label "default")) @default
(switch_rule (switch_label "default")) @default
(block) @block
(constructor_body) @block
(static_initializer) @block

; -- expressions ---------------------------------------------------------------------------------

(identifier) @identifier
(this) @self
(super) @super
(field_access field: (this)) @self
(field_access object: (_) @object field: (identifier) @property) @member
(array_access array: (_) @object) @index
(method_invocation object: (_) @object)
(method_invocation name: (_) @callee) @call
(method_invocation arguments: (_) @arguments)
(method_reference . (_) @object (identifier) @property .) @member
(method_reference "new") @group
(object_creation_expression type: (_) @callee) @construct
(object_creation_expression arguments: (_) @arguments)
(explicit_constructor_invocation constructor: (_) @callee arguments: (_) @arguments) @call
(argument_list (_) @operand)
(lambda_expression body: (_) @body) @function
(lambda_expression parameters: (identifier) @target @parameter)
(parenthesized_expression) @group
(cast_expression type: (_) @annotation value: (_) @value) @cast
(ternary_expression consequence: (_) @operand alternative: (_) @operand) @choice
(binary_expression operator: ["==" "!=" "<" ">" "<=" ">=" "&&" "||"]) @truth
(unary_expression operator: "!") @truth
(instanceof_expression) @truth
(array_creation_expression) @list
(array_initializer) @list

(string_literal) @str
(character_literal) @int
[(decimal_integer_literal) (hex_integer_literal) (octal_integer_literal) (binary_integer_literal)] @int
[(decimal_floating_point_literal) (hex_floating_point_literal)] @float
[(true) (false)] @bool
(null_literal) @none

; -- types ---------------------------------------------------------------------------------------

(type_identifier) @type
(scoped_type_identifier) @type
(generic_type . (_) @name) @generic
(generic_type (type_arguments (_) @typearguments))
(array_type) @array
(annotated_type) @group
(wildcard) @group

[(line_comment) (block_comment)] @comment
