# Writes FILE, a source that says which commit of ROOT is built; nothing where that cannot be told. A file that says the
# same already is left alone.
execute_process(COMMAND git -C ${ROOT} rev-parse --short=12 HEAD
                OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(commit)
  execute_process(COMMAND git -C ${ROOT} diff --quiet HEAD RESULT_VARIABLE changed ERROR_QUIET)
  if(changed)
    string(APPEND commit "+")
  endif()
endif()
set(text "#include \"harness/cli/command_line.h\"\n\nnamespace badrdp::harness {\nconst std::string_view kCommit = \"${commit}\";\n}\n")
if(EXISTS ${FILE})
  file(READ ${FILE} before)
endif()
if(NOT before STREQUAL text)
  file(WRITE ${FILE} "${text}")
endif()
