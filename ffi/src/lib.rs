//! The C interface of hamtrie. It has no functions yet: the library's core comes first.
