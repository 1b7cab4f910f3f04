; C#. A name is an `identifier` in this grammar wherever it stands; where a type is meant, `type` says so.

; -- definitions

(class_declaration name: (_) @name) @class
(class_declaration body: (_) @body)
(class_declaration (base_list (_) @base))
(class_declaration (base_list [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque]))
(class_declaration (base_list (primary_constructor_base_type type: (_) @base)))
(class_declaration (base_list (primary_constructor_base_type type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])))
(struct_declaration name: (_) @name) @class
(struct_declaration body: (_) @body)
(struct_declaration (base_list (_) @base))
(struct_declaration (base_list [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque]))
(struct_declaration (base_list (primary_constructor_base_type type: (_) @base)))
(struct_declaration (base_list (primary_constructor_base_type type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])))
(interface_declaration name: (_) @name) @class @sort.interface
(interface_declaration body: (_) @body)
(interface_declaration (base_list (_) @base))
(interface_declaration (base_list [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque]))
(interface_declaration (base_list (primary_constructor_base_type type: (_) @base)))
(interface_declaration (base_list (primary_constructor_base_type type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])))
(record_declaration name: (_) @name) @class @sort.record
(record_declaration body: (_) @body)
(record_declaration (base_list (_) @base))
(record_declaration (base_list [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque]))
(record_declaration (base_list (primary_constructor_base_type type: (_) @base)))
(record_declaration (base_list (primary_constructor_base_type type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])))
(enum_declaration name: (_) @name) @class @sort.enum
(enum_declaration body: (_) @body)
(record_declaration (parameter_list) @parameters)
(record_declaration (parameter_list (parameter) @promoted))
(class_declaration (parameter_list) @parameters)
(struct_declaration (parameter_list) @parameters)
(enum_member_declaration name: (_) @name) @variant
(enum_member_declaration value: (_) @value)
(delegate_declaration name: (_) @name) @alias
(delegate_declaration (parameter_list) @opaque)
(type_parameter name: (_) @name) @typeparameter
(type_parameter_constraints_clause (identifier) @opaque)
(type_parameter_constraint type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(modifier) @modifier
(explicit_interface_specifier) @modifier
(attribute_list (attribute) @decorator)
(attribute name: (_) @type)

(method_declaration name: (_) @name) @method
(method_declaration body: (_) @body)
(method_declaration returns: (_) @returns)
(method_declaration returns: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(local_function_statement name: (_) @name) @function
(local_function_statement body: (_) @body)
(local_function_statement type: (_) @returns)
(local_function_statement type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(constructor_declaration name: (_) @opaque) @method
(constructor_declaration body: (_) @body)
(destructor_declaration) @block
(destructor_declaration name: (_) @opaque)
(operator_declaration) @function
(conversion_operator_declaration) @function
(parameter_list) @parameters
(bracketed_parameter_list) @opaque
(parameter name: (_) @target) @parameter
(parameter type: (_) @annotation)
(parameter type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(parameter name: (_) . (_) @value .)
(parameter_list "params" name: (identifier) @variadic)

(property_declaration name: (_) @name) @field
(property_declaration type: (_) @annotation)
(property_declaration type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(property_declaration value: [(arrow_expression_clause) @block])
(field_declaration) @field
(field_declaration (variable_declaration type: (_) @annotation))
(field_declaration (variable_declaration type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque]))
(field_declaration (variable_declaration (variable_declarator name: (_) @name)))
(field_declaration (variable_declaration (variable_declarator name: (_) . (_) @value .)))
(event_field_declaration) @field
(event_field_declaration (variable_declaration type: (_) @annotation))
(event_field_declaration (variable_declaration type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque]))
(event_field_declaration (variable_declaration (variable_declarator name: (_) @name)))
(event_field_declaration (variable_declaration (variable_declarator name: (_) . (_) @value .)))
(event_field_declaration "event" @modifier)
(event_declaration "event" @modifier)
(event_declaration name: (_) @name) @field
(event_declaration type: (_) @annotation)
(event_declaration type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(accessor_declaration) @block
(indexer_declaration type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])

; -- imports

(using_directive) @import
(namespace_declaration name: (_) @opaque)
(file_scoped_namespace_declaration name: (_) @opaque)
(extern_alias_directive) @opaque

; -- statements

(local_declaration_statement (variable_declaration) @declare)
(local_declaration_statement (variable_declaration type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque]))
(local_declaration_statement (variable_declaration type: [(identifier) @annotation (qualified_name) @annotation (alias_qualified_name) @annotation (generic_name) @annotation (nullable_type) @annotation (array_type) @annotation (predefined_type) @annotation (tuple_type) @annotation (pointer_type) @annotation (ref_type) @annotation]))
(local_declaration_statement (variable_declaration (variable_declarator name: (_) @target)))
(local_declaration_statement (variable_declaration (variable_declarator name: (_) . (_) @value .)))
(using_statement (variable_declaration) @declare)
(using_statement (variable_declaration type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque]))
(using_statement (variable_declaration type: [(identifier) @annotation (qualified_name) @annotation (alias_qualified_name) @annotation (generic_name) @annotation (nullable_type) @annotation (array_type) @annotation (predefined_type) @annotation (tuple_type) @annotation (pointer_type) @annotation (ref_type) @annotation]))
(using_statement (variable_declaration (variable_declarator name: (_) @target)))
(using_statement (variable_declaration (variable_declarator name: (_) . (_) @value .)))
(for_statement (variable_declaration) @declare)
(for_statement (variable_declaration type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque]))
(for_statement (variable_declaration type: [(identifier) @annotation (qualified_name) @annotation (alias_qualified_name) @annotation (generic_name) @annotation (nullable_type) @annotation (array_type) @annotation (predefined_type) @annotation (tuple_type) @annotation (pointer_type) @annotation (ref_type) @annotation]))
(for_statement (variable_declaration (variable_declarator name: (_) @target)))
(for_statement (variable_declaration (variable_declarator name: (_) . (_) @value .)))
(fixed_statement (variable_declaration) @declare)
(fixed_statement (variable_declaration type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque]))
(fixed_statement (variable_declaration type: [(identifier) @annotation (qualified_name) @annotation (alias_qualified_name) @annotation (generic_name) @annotation (nullable_type) @annotation (array_type) @annotation (predefined_type) @annotation (tuple_type) @annotation (pointer_type) @annotation (ref_type) @annotation]))
(fixed_statement (variable_declaration (variable_declarator name: (_) @target)))
(fixed_statement (variable_declaration (variable_declarator name: (_) . (_) @value .)))
(declaration_expression name: (_) @target) @declare
(declaration_expression type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(declaration_expression type: [(identifier) @annotation (qualified_name) @annotation (alias_qualified_name) @annotation (generic_name) @annotation (nullable_type) @annotation (array_type) @annotation (predefined_type) @annotation (tuple_type) @annotation (pointer_type) @annotation (ref_type) @annotation])
(declaration_pattern name: (_) @target) @declare
(declaration_pattern type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(declaration_pattern type: [(identifier) @annotation (qualified_name) @annotation (alias_qualified_name) @annotation (generic_name) @annotation (nullable_type) @annotation (array_type) @annotation (predefined_type) @annotation (tuple_type) @annotation (pointer_type) @annotation (ref_type) @annotation])
(recursive_pattern name: (_) @target) @declare
(recursive_pattern type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(recursive_pattern type: [(identifier) @annotation (qualified_name) @annotation (alias_qualified_name) @annotation (generic_name) @annotation (nullable_type) @annotation (array_type) @annotation (predefined_type) @annotation (tuple_type) @annotation (pointer_type) @annotation (ref_type) @annotation])
(var_pattern name: (_) @target) @declare
(subpattern . (identifier) @opaque)
(type_pattern type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(assignment_expression left: (_) @target operator: "=" right: (_) @value) @assign
(assignment_expression left: (_) @target operator: ["+=" "-=" "*=" "/=" "%=" "&=" "|=" "^=" "<<=" ">>=" "??="] right: (_) @value) @augment
(postfix_unary_expression . (_) @target ["++" "--"]) @augment
(prefix_unary_expression ["++" "--"] . (_) @target) @augment
(return_statement) @return
(throw_statement) @throw
(throw_expression) @throw
(yield_statement) @yield
(break_statement) @jump
(continue_statement) @jump
(goto_statement) @opaque
(labeled_statement (identifier) @opaque)
(expression_statement) @statement
(if_statement condition: (_) @condition consequence: (_) @consequence) @if
(if_statement alternative: (_) @alternative)
(for_statement body: (_) @body) @loop
(while_statement body: (_) @body) @loop
(do_statement body: (_) @body) @loop
(foreach_statement left: (_) @target right: (_) @iterated body: (_) @body) @loop
(foreach_statement type: [(identifier) @annotation (qualified_name) @annotation (alias_qualified_name) @annotation (generic_name) @annotation (nullable_type) @annotation (array_type) @annotation (predefined_type) @annotation (tuple_type) @annotation (pointer_type) @annotation (ref_type) @annotation])
(foreach_statement type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(using_statement) @with
(using_statement body: (_) @body)
(try_statement) @try
(catch_clause) @catch
(catch_clause body: (_) @body)
(catch_declaration type: (_) @annotation)
(catch_declaration type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(catch_declaration name: (_) @target)
(switch_statement value: (_) @subject) @switch
(switch_section (constant_pattern (_) @pattern_of)) @case
(switch_section "default") @default
(switch_section (declaration_pattern)) @block
(switch_section (recursive_pattern)) @block
(switch_expression . (_) @subject) @switch
(switch_expression_arm . (constant_pattern (_) @pattern_of)) @case
(switch_expression_arm . (discard)) @default
(switch_expression_arm . (declaration_pattern)) @block
(switch_expression_arm . (recursive_pattern)) @block
(block) @block
(arrow_expression_clause (_) @value)

; -- expressions

(identifier) @identifier
"this" @self
"base" @super
(member_access_expression expression: _ @object name: [(identifier) @property (generic_name (identifier) @property)]) @member
(conditional_access_expression condition: _ @object (member_binding_expression name: [(identifier) @property (generic_name (identifier) @property)])) @member
(element_access_expression expression: _ @object) @index
(invocation_expression function: (_) @callee) @call
(invocation_expression function: (generic_name) @generic)
(invocation_expression arguments: (argument_list) @arguments)
(object_creation_expression type: (_) @callee) @construct
(object_creation_expression type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(object_creation_expression arguments: (argument_list) @arguments)
(implicit_object_creation_expression (argument_list) @group)
(constructor_initializer) @block
(argument name: (_) @name (_) @value) @argument
(generic_name . (identifier) @name)
(generic_name (type_argument_list (_) @typearguments))
(type_argument_list [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(nullable_type type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(array_type type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(array_creation_expression type: (array_type) @array) @list
(implicit_array_creation_expression) @list
(await_expression) @await
(parenthesized_expression) @group
(postfix_unary_expression (_) "!") @group
(checked_expression) @group
(conditional_expression consequence: (_) @operand alternative: (_) @operand) @choice
(binary_expression left: (_) @operand operator: "??" right: (_) @operand) @choice
(binary_expression operator: ["==" "!=" "<" ">" "<=" ">=" "&&" "||"]) @truth
(is_expression) @truth
(is_expression right: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(is_pattern_expression) @truth
(prefix_unary_expression "!") @truth
(cast_expression type: (_) @annotation value: (_) @value) @cast
(cast_expression type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(as_expression left: (_) @value right: (_) @annotation) @cast
(as_expression right: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(typeof_expression type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(default_expression type: [(identifier) @type (qualified_name) @type (alias_qualified_name) @type (generic_name) @generic (nullable_type) @nullable (array_type) @array (predefined_type) @opaque (tuple_type) @opaque (pointer_type) @opaque (ref_type) @opaque])
(lambda_expression body: (_) @body) @function
(lambda_expression parameters: (implicit_parameter) @target @parameter)
(lambda_expression "async" @modifier)
(anonymous_method_expression (block) @body) @function
(tuple_expression) @tuple
(anonymous_object_creation_expression) @opaque
(with_initializer . (identifier) @opaque)
(query_expression) @opaque
(string_literal) @str
(verbatim_string_literal) @str
(raw_string_literal) @str
(interpolated_string_expression) @str
(character_literal) @int
(integer_literal) @int
(real_literal) @float
(boolean_literal) @bool
(null_literal) @none
(comment) @comment
