; Kotlin. All names are `identifier` in this grammar; where a type is meant, `user_type` stands around them.

; -- definitions ---------------------------------------------------------------------------------

(class_declaration name: (_) @name) @class
(class_declaration (class_body) @body)
(class_declaration (enum_class_body) @body)
(class_declaration "interface") @sort.interface
(class_declaration (modifiers (class_modifier "enum"))) @sort.enum
(class_declaration (modifiers (class_modifier "annotation"))) @sort.annotation
(object_declaration name: (_) @name) @class @sort.object
(object_declaration (class_body) @body)
(object_literal (class_body) @body) @class

(class_declaration (delegation_specifiers (delegation_specifier [(user_type) (constructor_invocation)] @base)))
(class_declaration (delegation_specifiers (delegation_specifier (explicit_delegation (user_type) @base))))
(object_declaration (delegation_specifiers (delegation_specifier [(user_type) (constructor_invocation)] @base)))
(object_declaration (delegation_specifiers (delegation_specifier (explicit_delegation (user_type) @base))))
(object_literal (delegation_specifiers (delegation_specifier [(user_type) (constructor_invocation)] @base)))
(delegation_specifier (constructor_invocation (user_type) @callee (value_arguments) @arguments) @construct)

(enum_entry (identifier) @name) @variant
(enum_entry (value_arguments) @arguments)
(enum_entry (class_body) @class @body)

(type_parameter (identifier) @name) @typeparameter
(modifiers [(visibility_modifier) (class_modifier) (member_modifier) (function_modifier) (property_modifier) (inheritance_modifier) (parameter_modifier) (platform_modifier)] @modifier)
(annotation) @group
(file_annotation) @opaque

(function_declaration name: (_) @name) @function
(function_declaration ":" . (_) @returns)
(function_declaration (function_body (block) @body))
(function_declaration (function_body "=" . (_) @body))
(primary_constructor) @method
(secondary_constructor) @method
(secondary_constructor (block) @body)
(anonymous_function) @function
(anonymous_function (function_body (block) @body))
(anonymous_initializer) @block

(class_parameters) @parameters
(class_parameter (identifier) @target) @parameter
(class_parameter ":" . (_) @annotation)
(class_parameter "=" . (_) @value)
(class_parameter ["val" "var"]) @promoted
(class_parameter (modifiers (parameter_modifier "vararg"))) @variadic
(function_value_parameters) @parameters
(function_value_parameters (parameter (identifier) @target) @parameter)
(parameter ":" . (_) @annotation)
(function_value_parameters (parameter) . "=" . (_) @value)
(function_value_parameters (parameter_modifiers (parameter_modifier "vararg")) . (parameter) @variadic)

(property_declaration) @declare
(class_body (property_declaration) @field)
(enum_class_body (property_declaration) @field)
(property_declaration (variable_declaration (identifier) @name @target))
(property_declaration (variable_declaration ":" . (_) @annotation))
(property_declaration "=" . (_) @value)
(property_declaration (multi_variable_declaration) @pattern @target)
(multi_variable_declaration (variable_declaration (identifier) @shorthand))
(getter) @block
(setter) @block
(type_alias type: (_) @name) @alias
(type_alias "=" . (_) @value)

; -- imports -------------------------------------------------------------------------------------

(package_header) @opaque
(import) @import

; -- statements ----------------------------------------------------------------------------------

(assignment left: (_) @target operator: "=" right: (_) @value) @assign
(assignment left: (_) @target operator: ["+=" "-=" "*=" "/=" "%="] right: (_) @value) @augment
(unary_expression argument: (_) @target operator: ["++" "--"]) @augment
(return_expression) @return
(throw_expression) @throw
(if_expression condition: (_) @condition) @if
(for_statement (variable_declaration (identifier) @target)) @loop
(for_statement (variable_declaration ":" . (_) @annotation))
(for_statement (multi_variable_declaration) @pattern @target)
(for_statement "in" . (_) @iterated)
(while_statement) @loop
(do_while_statement) @loop
(try_expression) @try
(catch_block (identifier) @target (user_type) @annotation) @catch
(catch_block (block) @body)
(when_expression) @switch
(when_subject . "(" . (_) @subject)
(when_subject "val" (variable_declaration (identifier) @target)) @declare
(when_subject "=" . (_) @value)
(when_entry condition: [(identifier) (navigation_expression) (string_literal) (number_literal)] @pattern_of) @case
(when_entry condition: (type_test "is" (user_type) @pattern_of)) @case
(when_entry "else") @default
(block) @block
(labeled_expression (label) @opaque)

; -- expressions ---------------------------------------------------------------------------------

(identifier) @identifier
(this_expression) @self
(super_expression) @super
(navigation_expression . (_) @object (identifier) @property .) @member
(index_expression . (_) @object) @index
(call_expression . (_) @callee) @call
(call_expression [(value_arguments) (annotated_lambda)] @arguments)
(value_argument (_) @operand)
(value_argument . (identifier) @name @opaque . "=" . (_) @value) @argument
(value_argument (spread_expression)) @spread
(lambda_literal) @function
(lambda_parameters (variable_declaration (identifier) @target) @parameter)
(lambda_parameters (variable_declaration ":" . (_) @annotation))
(lambda_parameters (multi_variable_declaration (variable_declaration (identifier) @target) @parameter))
(parenthesized_expression) @group
(unary_expression operator: "!!") @group
(unary_expression operator: "!") @truth
(as_expression left: (_) @value right: (_) @annotation) @cast
(binary_expression left: (_) @operand operator: "?:" right: (_) @operand) @choice
(binary_expression operator: ["==" "!=" "===" "!==" "&&" "||"]) @truth
(is_expression) @truth
(string_literal) @str
(multiline_string_literal) @str
(character_literal) @int
(number_literal) @int
(float_literal) @float

; -- types ---------------------------------------------------------------------------------------

(user_type (identifier) .) @type
(user_type . (identifier) @type @name . (type_arguments)) @generic
(user_type (identifier) . (identifier) . (type_arguments)) @opaque
(type_arguments (type_projection (_) @typearguments))
(nullable_type) @nullable
(function_type) @array

[(line_comment) (block_comment)] @comment
