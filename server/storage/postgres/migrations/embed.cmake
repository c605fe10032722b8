# Run with -DFOLDER=… -DOUTPUT=…: writes a .cpp with the text of every numbered .sql file here, in order. The number is the
# version of the schema after it; letters behind it are parts of one step.
file(GLOB files ${FOLDER}/*.sql)
list(SORT files)
set(text "#include \"server/storage/postgres/migrations.h\"\n\nnamespace postgres {\n\n")
string(APPEND text "const std::vector<Migration>& migrations() {\n  static const std::vector<Migration> all{\n")
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME)
  string(REGEX MATCH "^0*([0-9]+)_" number ${name})
  file(READ ${file} sql)
  string(APPEND text "{${CMAKE_MATCH_1}, R\"sql(${sql})sql\"},\n")
endforeach()
string(APPEND text "  };\n  return all;\n}\n\n}  // namespace postgres\n")
file(WRITE ${OUTPUT} "${text}")
