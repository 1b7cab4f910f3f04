; Only C: C++ has the dots of a parameter list by themselves.

(variadic_parameter) @parameter @variadic
