; C, and what C++ has of it.

; -- definitions ---------------------------------------------------------------------------------

(function_definition body: (_) @body) @function
(function_definition type: (_) @returns declarator: (_))
(function_definition type: (_) declarator: (function_declarator declarator: (identifier) @name))
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))
(function_definition declarator: (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))))
(declaration type: (_) @returns declarator: (function_declarator declarator: (identifier) @name parameters: (_))) @function
(declaration type: (_) @returns declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))) @function
(declaration type: (_) @returns declarator: (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))) @function
(function_declarator parameters: (_) @parameters)
(function_declarator declarator: (parenthesized_declarator) parameters: (_) @opaque)
(parameter_declaration) @parameter
(parameter_declaration type: (_) @annotation)
(parameter_declaration declarator: (identifier) @target)
(parameter_declaration declarator: (pointer_declarator declarator: (identifier) @target))
(parameter_declaration declarator: (pointer_declarator declarator: (pointer_declarator declarator: (identifier) @target)))
(parameter_declaration declarator: (array_declarator declarator: (identifier) @target))
(parameter_declaration declarator: (pointer_declarator declarator: (array_declarator declarator: (identifier) @target)))
(parameter_declaration declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @target))))
(parameter_declaration declarator: (function_declarator declarator: (identifier) @target parameters: (_) @opaque))

(preproc_function_def name: (_) @name parameters: (_) @parameters) @function
(preproc_params (identifier) @parameter)
(preproc_params "..." @parameter @variadic)
(preproc_def name: (_) @target) @declare
(preproc_include) @import
(preproc_ifdef) @conditional
(preproc_if) @conditional
(preproc_else) @conditional
(preproc_elif) @conditional
(preproc_elifdef) @conditional
(preproc_ifdef name: (_) @opaque)
(preproc_elifdef name: (_) @opaque)
(preproc_if condition: (_) @opaque)
(preproc_elif condition: (_) @opaque)

(struct_specifier name: (_) @name body: (_) @body) @class @sort.struct
(struct_specifier !body) @group
(union_specifier name: (_) @name body: (_) @body) @class @sort.struct
(union_specifier !body) @group
(type_definition type: (struct_specifier !name body: (_) @body) @class @sort.struct)
(type_definition type: (union_specifier !name body: (_) @body) @class @sort.struct)
(declaration type: (struct_specifier !name body: (_)) @opaque)
(declaration type: (union_specifier !name body: (_)) @opaque)
(enum_specifier body: (_) @body) @class @sort.enum
(enum_specifier name: (_) @name body: (_))
(enum_specifier !body) @group
(enumerator name: (_) @name) @variant
(enumerator value: (_) @value)
(field_declaration) @field
(field_declaration type: (_) @annotation)
(field_declaration declarator: (field_identifier) @name)
(field_declaration declarator: (pointer_declarator declarator: (field_identifier) @name))
(field_declaration declarator: (pointer_declarator declarator: (pointer_declarator declarator: (field_identifier) @name)))
(field_declaration declarator: (array_declarator declarator: (field_identifier) @name))
(field_declaration declarator: (array_declarator declarator: (array_declarator declarator: (field_identifier) @name)))
(field_declaration declarator: (pointer_declarator declarator: (array_declarator declarator: (field_identifier) @name)))
(field_declaration declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @name))))
(field_declaration type: (struct_specifier !name body: (_)) @opaque declarator: (_))
(field_declaration type: (union_specifier !name body: (_)) @opaque declarator: (_))

((type_definition type: (struct_specifier name: (_) @_tag) declarator: (type_identifier) @name) @alias (#not-eq? @_tag @name))
((type_definition type: (union_specifier name: (_) @_tag) declarator: (type_identifier) @name) @alias (#not-eq? @_tag @name))
((type_definition type: (enum_specifier name: (_) @_tag) declarator: (type_identifier) @name) @alias (#not-eq? @_tag @name))
(type_definition type: (struct_specifier name: (_)) @annotation declarator: (_))
(type_definition type: [(type_identifier) (primitive_type) (sized_type_specifier)] @annotation declarator: (type_identifier) @name) @alias
(type_definition declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (type_identifier) @name)))) @alias
(type_definition declarator: (function_declarator declarator: (type_identifier) @name)) @alias

; -- statements ----------------------------------------------------------------------------------

(declaration) @declare
((declaration type: (_) @annotation) (#not-match? @annotation "^(auto|decltype)"))
(declaration declarator: (identifier) @target)
(declaration declarator: (pointer_declarator declarator: (identifier) @target))
(declaration declarator: (pointer_declarator declarator: (pointer_declarator declarator: (identifier) @target)))
(declaration declarator: (array_declarator declarator: (identifier) @target))
(declaration declarator: (array_declarator declarator: (array_declarator declarator: (identifier) @target)))
(declaration declarator: (pointer_declarator declarator: (array_declarator declarator: (identifier) @target)))
(declaration declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @target))))
(init_declarator declarator: (identifier) @target)
(init_declarator declarator: (pointer_declarator declarator: (identifier) @target))
(init_declarator declarator: (pointer_declarator declarator: (pointer_declarator declarator: (identifier) @target)))
(init_declarator declarator: (array_declarator declarator: (identifier) @target))
(init_declarator declarator: (array_declarator declarator: (array_declarator declarator: (identifier) @target)))
(init_declarator declarator: (pointer_declarator declarator: (array_declarator declarator: (identifier) @target)))
(init_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @target))))
(init_declarator value: (_) @value)
(storage_class_specifier) @modifier

(assignment_expression left: (_) @target operator: "=" right: (_) @value) @assign
(assignment_expression left: (_) @target operator: ["+=" "-=" "*=" "/=" "%=" "&=" "|=" "^=" "<<=" ">>="] right: (_) @value) @augment
(update_expression argument: (_) @target) @augment
(return_statement) @return
(break_statement) @jump
(continue_statement) @jump
(goto_statement) @jump
(expression_statement) @statement
(if_statement condition: (_) @condition consequence: (_) @consequence) @if
(if_statement alternative: (_) @alternative)
(for_statement body: (_) @body) @loop
(while_statement body: (_) @body) @loop
(do_statement body: (_) @body) @loop
(switch_statement condition: (_) @subject) @switch
(case_statement value: (_) @pattern_of) @case
(case_statement !value) @default
(compound_statement) @block

; -- expressions ---------------------------------------------------------------------------------

(identifier) @identifier
(field_expression argument: (_) @object field: (field_identifier) @property) @member
(subscript_expression argument: (_) @object) @index
(call_expression function: (_) @callee arguments: (argument_list) @arguments) @call
(parenthesized_expression) @group
(pointer_expression argument: (_) @value) @group
(unary_expression operator: "!") @truth
(binary_expression operator: ["==" "!=" "<" ">" "<=" ">=" "&&" "||"]) @truth
(cast_expression type: (type_descriptor type: (_) @annotation) value: (_) @value) @cast
(conditional_expression) @choice
(conditional_expression consequence: (_) @operand)
(conditional_expression alternative: (_) @operand)
(initializer_list) @dict
(initializer_pair designator: (field_designator (field_identifier) @key) value: (_) @value) @pair
(offsetof_expression) @opaque

(string_literal) @str
(concatenated_string) @str
(char_literal) @int
(number_literal) @int
(true) @bool
(false) @bool
(null) @none
(comment) @comment

; -- types ---------------------------------------------------------------------------------------

(type_identifier) @type
