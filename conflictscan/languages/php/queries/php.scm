; PHP. A variable is the `name` within its `variable_name`; every other `name` is a class, function or constant.

; -- definitions

(class_declaration name: (_) @name) @class
(class_declaration body: (_) @body)
(class_declaration (base_clause (_) @base))
(class_declaration (class_interface_clause (_) @implemented))
(interface_declaration name: (_) @name) @class @sort.interface
(interface_declaration body: (_) @body)
(interface_declaration (base_clause (_) @base))
(trait_declaration name: (_) @name) @class @sort.trait
(trait_declaration body: (_) @body)
(enum_declaration name: (_) @name) @class @sort.enum
(enum_declaration body: (_) @body)
(enum_declaration (class_interface_clause (_) @implemented))
(anonymous_class body: (_) @body) @class
(anonymous_class (base_clause (_) @base))
(anonymous_class (class_interface_clause (_) @implemented))
(enum_case name: (_) @name) @variant
(enum_case value: (_) @value)
(use_declaration (name) @base)
(use_declaration (qualified_name) @base)
(use_list) @opaque
(method_declaration name: (_) @name) @method
(method_declaration parameters: (_) @parameters)
(method_declaration return_type: (_) @returns)
(method_declaration body: (_) @body)
(function_definition name: (_) @name) @function
(function_definition parameters: (_) @parameters)
(function_definition return_type: (_) @returns)
(function_definition body: (_) @body)
(anonymous_function parameters: (_) @parameters) @function
(anonymous_function return_type: (_) @returns)
(anonymous_function body: (_) @body)
(anonymous_function_use_clause) @opaque
(arrow_function parameters: (_) @parameters) @function
(arrow_function return_type: (_) @returns)
(arrow_function body: (_) @body)
(simple_parameter name: (variable_name (name) @target)) @parameter
(simple_parameter type: (_) @annotation)
(simple_parameter default_value: (_) @value)
(property_promotion_parameter name: (variable_name (name) @target)) @parameter @promoted
(property_promotion_parameter type: (_) @annotation)
(property_promotion_parameter default_value: (_) @value)
(variadic_parameter name: (variable_name (name) @target)) @parameter @variadic
(variadic_parameter type: (_) @annotation)
(property_declaration type: (_) @annotation) @field
(property_declaration) @field
(property_declaration (property_element name: (variable_name) @name))
(property_declaration (property_element default_value: (_) @value))
(const_declaration) @field
(const_declaration type: (_) @annotation)
(const_declaration (const_element . (name) @name))
(const_declaration (const_element (_) @value .))
(visibility_modifier) @modifier
(static_modifier) @modifier
(abstract_modifier) @modifier
(final_modifier) @modifier
(readonly_modifier) @modifier

; -- imports

(namespace_use_declaration) @import
(namespace_definition name: (_) @opaque)

; -- types

(named_type [(name) (qualified_name) (relative_name)] @type)
(optional_type) @nullable
(union_type) @union
(intersection_type) @opaque
(disjunctive_normal_form_type) @opaque
(primitive_type) @opaque
(cast_type) @opaque

; -- statements

(expression_statement) @statement
(echo_statement) @statement
(assignment_expression left: (_) @target right: (_) @value) @assign
(reference_assignment_expression left: (_) @target right: (_) @value) @assign
(augmented_assignment_expression left: (_) @target right: (_) @value) @augment
(update_expression argument: (_) @target) @augment
(function_static_declaration (static_variable_declaration name: (variable_name (name) @target))) @assign
(global_declaration (variable_name (name) @target)) @assign
(list_literal) @pattern
(return_statement) @return
(throw_expression) @throw
(yield_expression) @yield
(break_statement) @jump
(continue_statement) @jump
(goto_statement) @opaque
(named_label_statement) @opaque
(unset_statement) @statement
(if_statement condition: (_) @condition body: (_) @consequence) @if
(if_statement alternative: (_) @alternative)
(else_if_clause condition: (_) @condition body: (_) @consequence) @if
(for_statement body: (_) @body) @loop
(while_statement condition: (_) @condition body: (_) @body) @loop
(do_statement body: (_) @body condition: (_) @condition) @loop
(foreach_statement . (_) @iterated) @loop
(foreach_statement . (_) . (variable_name (name) @target))
(foreach_statement . (_) . (by_ref (variable_name (name) @target)))
(foreach_statement . (_) . (pair (variable_name (name) @target)))
(foreach_statement . (_) . (list_literal) @target)
(foreach_statement body: (_) @body)
(try_statement) @try
(try_statement body: (_) @body)
(catch_clause) @catch
(catch_clause type: (type_list (named_type [(name) (qualified_name)] @annotation)))
(catch_clause name: (variable_name (name) @target))
(catch_clause body: (_) @body)
(switch_statement condition: (_) @subject) @switch
(case_statement value: (_) @pattern_of) @case
(default_statement) @default
(match_expression condition: (_) @subject) @switch
(match_conditional_expression (match_condition_list (_) @pattern_of)) @case
(match_default_expression) @default

; -- expressions

(name) @identifier
(qualified_name) @identifier
(relative_name) @opaque
(relative_scope) @self
(member_access_expression object: (_) @object name: (name) @property) @member
(nullsafe_member_access_expression object: (_) @object name: (name) @property) @member
(member_access_expression object: (_) @object) @member
(scoped_property_access_expression scope: (_) @object name: (variable_name) @property) @member
(class_constant_access_expression . (_) @object . (name) @property) @member
(member_call_expression object: (_) @object) @call
(member_call_expression name: (name) @callee)
(member_call_expression arguments: (_) @arguments)
(nullsafe_member_call_expression object: (_) @object) @call
(nullsafe_member_call_expression name: (name) @callee)
(nullsafe_member_call_expression arguments: (_) @arguments)
(scoped_call_expression scope: (_) @object) @call
(scoped_call_expression name: (name) @callee)
(scoped_call_expression arguments: (_) @arguments)
(function_call_expression function: (_) @callee) @call
(function_call_expression arguments: (_) @arguments)
(object_creation_expression . [(name) (qualified_name)] @callee) @construct
(object_creation_expression) @construct
(object_creation_expression (arguments) @arguments)
(argument name: (_) @name (_) @value) @argument
(variadic_unpacking) @spread @keyword @variadic
(variadic_placeholder) @spread @keyword @variadic
(subscript_expression . (_) @object) @index
(parenthesized_expression) @group
(clone_expression) @group
(cast_expression value: (_) @value) @opaque
(conditional_expression body: (_) @operand alternative: (_) @operand) @choice
(binary_expression left: (_) @operand operator: "??" right: (_) @operand) @choice
(binary_expression operator: ["==" "===" "!=" "!==" "<" ">" "<=" ">=" "&&" "||" "and" "or" "instanceof"]) @truth
(unary_op_expression operator: "!") @truth
(array_creation_expression) @list
(array_element_initializer . (_) @key . (_) @value .) @pair
(string) @str
(encapsed_string) @str
(heredoc) @str
(nowdoc) @str
(integer) @int
(float) @float
(boolean) @bool
(null) @none
(comment) @comment
