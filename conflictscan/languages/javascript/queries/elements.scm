; JSX: an element builds its component from attributes.

(jsx_opening_element name: (_) @callee) @record @element
(jsx_self_closing_element name: (_) @callee) @record @element
(jsx_attribute . (property_identifier) @key) @pair
(jsx_attribute (_) @value .)
(jsx_expression) @group
(jsx_opening_element (jsx_expression (spread_element) @spread))
(jsx_self_closing_element (jsx_expression (spread_element) @spread))
(jsx_closing_element name: (_) @opaque)
