; What is TypeScript's alone.

; -- definitions ---------------------------------------------------------------------------------

(abstract_class_declaration name: (_) @name body: (_) @body) @class
(abstract_class_declaration "abstract" @modifier)
(class name: (_) @name)
(extends_clause value: (_) @base)
(extends_clause type_arguments: (type_arguments (_) @typearguments))
(implements_clause (_) @implemented)
(extends_type_clause type: (_) @implemented)

(interface_declaration name: (_) @name body: (_) @body) @class @sort.interface
(enum_declaration name: (_) @name body: (_) @body) @class @sort.enum
(enum_body name: (_) @name @variant)
(enum_assignment name: (_) @name) @variant
(enum_assignment value: (_) @value)
(type_alias_declaration name: (_) @name value: (_) @value) @alias
(internal_module name: (_) @name) @namespace
(module name: (_) @name) @namespace

(function_signature name: (_) @name) @function
(method_signature name: (_) @name) @method
(abstract_method_signature name: (_) @name) @method
(method_signature ["static" "async" "get" "set"] @modifier)
(abstract_method_signature "abstract" @modifier)
(method_signature "?" ) @optional
(method_definition "?" ) @optional

(public_field_definition name: (_) @name) @field
(public_field_definition type: (type_annotation (_) @annotation))
(public_field_definition value: (_) @value)
(public_field_definition ["static" "readonly" "abstract" "declare"] @modifier)
(public_field_definition "?") @optional
(property_signature name: (_) @name) @field
(property_signature type: (type_annotation (_) @annotation))
(property_signature "readonly" @modifier)
(property_signature "?") @optional
(accessibility_modifier) @modifier
(override_modifier) @modifier

(function_declaration return_type: (type_annotation (_) @returns))
(function_expression return_type: (type_annotation (_) @returns))
(generator_function_declaration return_type: (type_annotation (_) @returns))
(arrow_function return_type: (type_annotation (_) @returns))
(method_definition return_type: (type_annotation (_) @returns))
(method_signature return_type: (type_annotation (_) @returns))
(abstract_method_signature return_type: (type_annotation (_) @returns))
(function_signature return_type: (type_annotation (_) @returns))

(required_parameter pattern: (_) @target) @parameter
(required_parameter pattern: (rest_pattern (_) @target)) @variadic
(required_parameter type: (type_annotation (_) @annotation))
(required_parameter value: (_) @value)
(required_parameter [(accessibility_modifier) (override_modifier) "readonly"]) @promoted
(required_parameter "readonly" @modifier)
(optional_parameter pattern: (_) @target) @parameter @optional
(optional_parameter type: (type_annotation (_) @annotation))
(optional_parameter value: (_) @value)
(optional_parameter [(accessibility_modifier) (override_modifier) "readonly"]) @promoted

(type_parameter name: (_) @name) @typeparameter
(infer_type (type_identifier) @name) @typeparameter
(mapped_type_clause name: (_) @name) @typeparameter

; -- statements and expressions ------------------------------------------------------------------

(variable_declarator type: (type_annotation (_) @annotation))
(catch_clause type: (type_annotation (_)))
(import_alias) @import

(as_expression . (_) @value (_) @annotation .) @cast
(satisfies_expression . (_) @value) @group
(non_null_expression) @group
(instantiation_expression . (_) @value) @group

(index_signature) @rest
(index_signature name: (identifier) @opaque)

; -- types ---------------------------------------------------------------------------------------

(type_identifier) @type
(nested_type_identifier) @type
(predefined_type) @opaque
(generic_type name: (_) @name) @generic
(generic_type type_arguments: (type_arguments (_) @typearguments))
(array_type (_) ) @array
(readonly_type (_)) @group
(union_type) @union
(object_type) @typerecord
(parenthesized_type) @group
(literal_type (_)) @group
(type_query (_)) @opaque
