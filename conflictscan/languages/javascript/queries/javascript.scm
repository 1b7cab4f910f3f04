; What is JavaScript's alone: its grammar names these otherwise than TypeScript's.

(class_heritage (_) @base)
(class name: (identifier) @name)

(field_definition property: (_) @name) @field
(field_definition value: (_) @value)
(field_definition "static" @modifier)

(formal_parameters (identifier) @target @parameter)
(formal_parameters (object_pattern) @target @parameter)
(formal_parameters (array_pattern) @target @parameter)
(formal_parameters (assignment_pattern left: (_) @target right: (_) @value) @parameter @optional)
(formal_parameters (rest_pattern (_) @target) @parameter @variadic)
