// Nothing: what the tests' precompiled headers are built with.
