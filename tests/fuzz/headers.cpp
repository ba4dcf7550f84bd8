// Nothing: what the precompiled headers of all fuzz targets are built with.
