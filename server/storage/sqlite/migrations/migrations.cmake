# The numbered .sql files become one .cpp of lamplighter_storage.
file(GLOB migration_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.sql)
set(migrations_cpp ${CMAKE_BINARY_DIR}/generated/migrations_embedded.cpp)
add_custom_command(OUTPUT ${migrations_cpp}
  COMMAND ${CMAKE_COMMAND} -DFOLDER=${CMAKE_CURRENT_LIST_DIR} -DOUTPUT=${migrations_cpp} -P ${CMAKE_CURRENT_LIST_DIR}/embed.cmake
  DEPENDS ${migration_files} ${CMAKE_CURRENT_LIST_DIR}/embed.cmake
  COMMENT "Embedding the database migrations")
target_sources(lamplighter_storage PRIVATE ${migrations_cpp})
