; What C++ has beyond C.

; -- definitions ---------------------------------------------------------------------------------

(class_specifier body: (_) @body) @class
(class_specifier name: (_) @name body: (_))
(class_specifier !body) @group
(class_specifier (base_class_clause [(type_identifier) (qualified_identifier) (template_type)] @base))
(struct_specifier (base_class_clause [(type_identifier) (qualified_identifier) (template_type)] @base))
(alias_declaration name: (_) @name type: (type_descriptor type: (_) @annotation)) @alias

(function_definition declarator: (reference_declarator (function_declarator declarator: (identifier) @name)))
(function_definition declarator: (function_declarator declarator: (qualified_identifier) @name))
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: (qualified_identifier) @name)))
(function_definition declarator: (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (qualified_identifier) @name))))
(function_definition declarator: (reference_declarator (function_declarator declarator: (qualified_identifier) @name)))
(function_declarator declarator: (qualified_identifier) @opaque)
(declaration type: (_) @returns declarator: (reference_declarator (function_declarator declarator: (identifier) @name))) @function

(function_definition type: (_) declarator: (function_declarator declarator: (field_identifier) @name))
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: (field_identifier) @name)))
(function_definition declarator: (reference_declarator (function_declarator declarator: (field_identifier) @name)))
(function_definition declarator: (function_declarator declarator: (destructor_name) @name))
(function_definition declarator: (function_declarator declarator: (operator_name) @name))
(function_definition declarator: (reference_declarator (function_declarator declarator: (operator_name) @name)))
(field_declaration_list (function_definition !type declarator: (function_declarator declarator: (identifier))) @method)
(field_declaration_list (declaration !type declarator: (function_declarator declarator: (identifier))) @method)
(field_declaration_list (declaration declarator: (function_declarator declarator: (destructor_name) @name)) @method)
(field_declaration type: (_) @returns declarator: (function_declarator declarator: (field_identifier) @name)) @method
(field_declaration type: (_) @returns declarator: (pointer_declarator declarator: (function_declarator declarator: (field_identifier) @name))) @method
(field_declaration type: (_) @returns declarator: (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (field_identifier) @name)))) @method
(field_declaration type: (_) @returns declarator: (reference_declarator (function_declarator declarator: (field_identifier) @name))) @method
(field_declaration declarator: (function_declarator declarator: (operator_name) @name)) @method
(field_declaration declarator: (reference_declarator (function_declarator declarator: (operator_name) @name))) @method
(field_declaration declarator: (reference_declarator (field_identifier) @name))
(field_declaration default_value: (_) @value)
(function_definition !type declarator: (function_declarator declarator: (identifier) parameters: (_) @opaque))

(optional_parameter_declaration) @parameter
(optional_parameter_declaration type: (_) @annotation)
(optional_parameter_declaration declarator: (identifier) @target)
(optional_parameter_declaration declarator: (pointer_declarator declarator: (identifier) @target))
(optional_parameter_declaration declarator: (reference_declarator (identifier) @target))
(optional_parameter_declaration default_value: (_) @value)
(parameter_declaration declarator: (reference_declarator (identifier) @target))
(parameter_declaration declarator: (pointer_declarator declarator: (reference_declarator (identifier) @target)))
(variadic_parameter_declaration) @parameter @variadic
(parameter_list "..." @parameter @variadic)

(field_initializer (field_identifier) @opaque)
(template_parameter_list) @opaque
(using_declaration) @opaque
(namespace_alias_definition) @opaque
(friend_declaration) @opaque
(concept_definition) @opaque
(requires_clause) @opaque

; -- statements ----------------------------------------------------------------------------------

(declaration declarator: (reference_declarator (identifier) @target))
(init_declarator declarator: (reference_declarator (identifier) @target))
(for_range_loop declarator: (identifier) @target right: (_) @iterated body: (_) @body) @loop
(for_range_loop declarator: (reference_declarator (identifier) @target) right: (_) @iterated body: (_) @body) @loop
(for_range_loop declarator: (structured_binding_declarator) @opaque right: (_) @iterated body: (_) @body) @loop
((for_range_loop type: (_) @annotation) (#not-match? @annotation "^(auto|decltype)"))
(structured_binding_declarator (identifier) @target)
(throw_statement) @throw
(catch_clause parameters: (parameter_list (parameter_declaration type: (_) @annotation)) body: (_) @body) @catch
(try_statement) @try
(lambda_expression body: (_) @body) @function
(lambda_expression declarator: (abstract_function_declarator parameters: (_) @parameters))
(lambda_capture_specifier) @opaque

; -- expressions ---------------------------------------------------------------------------------

(this) @self
(qualified_identifier) @member
(qualified_identifier scope: (_) @object name: (_) @property)
(new_expression type: (_) @callee arguments: (argument_list) @arguments) @construct
(template_function name: (_) @value arguments: (_) @opaque) @group
(field_expression argument: (_) @object field: (template_method name: (_) @property)) @member
(call_expression function: (primitive_type) @callee) @opaque
(parameter_pack_expansion) @spread
(raw_string_literal) @str

; -- types ---------------------------------------------------------------------------------------

(template_type name: (_) @name) @generic
(template_type arguments: (template_argument_list (type_descriptor type: (_) @typearguments)))
(placeholder_type_specifier) @_auto
(decltype) @opaque
