# The numbered .sql files become one .cpp of lamplighter_storage.
file(GLOB postgres_migration_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.sql)
set(postgres_migrations_cpp ${CMAKE_BINARY_DIR}/generated/postgres_migrations_embedded.cpp)
add_custom_command(OUTPUT ${postgres_migrations_cpp}
  COMMAND ${CMAKE_COMMAND} -DFOLDER=${CMAKE_CURRENT_LIST_DIR} -DOUTPUT=${postgres_migrations_cpp} -P ${CMAKE_CURRENT_LIST_DIR}/embed.cmake
  DEPENDS ${postgres_migration_files} ${CMAKE_CURRENT_LIST_DIR}/embed.cmake
  COMMENT "Embedding the migrations for PostgreSQL")
target_sources(lamplighter_storage PRIVATE ${postgres_migrations_cpp})
