# What the Debian package holds, and where; bin/package makes what is generated and runs CPack. Decision 69.
set(packaging ${CMAKE_SOURCE_DIR}/packaging)
set(generated ${CMAKE_BINARY_DIR}/package) # licences, changelogs and manual page, written by bin/package
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON) # the program only; tests are not built for it

install(TARGETS lamplighter RUNTIME DESTINATION bin)
install(TARGETS lamplighter_pictures_module LIBRARY DESTINATION lib/lamplighter)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/web/dist/ DESTINATION share/lamplighter/web)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/data/lucheng/ DESTINATION share/lamplighter/town PATTERN README.md EXCLUDE)
install(FILES ${packaging}/lamplighter.service DESTINATION /lib/systemd/system)
# The same unit for each of several installations on one machine: a district and its towns.
file(READ ${packaging}/lamplighter.service unit)
string(REPLACE "work orders from report to closure" "work orders of %i" unit "${unit}")
string(REPLACE "/etc/lamplighter/lamplighter.toml" "/etc/lamplighter/towns/%i.toml" unit "${unit}")
string(REPLACE "StateDirectory=lamplighter\n" "StateDirectory=lamplighter/%i\n" unit "${unit}")
string(REPLACE "/var/lib/lamplighter\n" "/var/lib/lamplighter/%i\n" unit "${unit}")
string(REPLACE "After=network-online.target" "After=network-online.target postgresql.service" unit "${unit}")
file(WRITE "${generated}/lamplighter@.service" "${unit}")
install(FILES "${generated}/lamplighter@.service" DESTINATION /lib/systemd/system)
install(FILES ${packaging}/lamplighter.sysusers DESTINATION lib/sysusers.d RENAME lamplighter.conf)
install(FILES ${packaging}/lamplighter.tmpfiles DESTINATION lib/tmpfiles.d RENAME lamplighter.conf)
install(FILES ${packaging}/lamplighter.toml DESTINATION /etc/lamplighter)
install(FILES ${generated}/lamplighter.8.gz DESTINATION share/man/man8)
install(FILES ${generated}/copyright ${generated}/changelog.gz ${generated}/changelog.Debian.gz
  ${CMAKE_SOURCE_DIR}/docs/operating.md ${CMAKE_SOURCE_DIR}/docs/api.md ${CMAKE_SOURCE_DIR}/docs/telephone.md
  DESTINATION share/doc/lamplighter)
install(FILES ${packaging}/debian/lintian-overrides DESTINATION share/lintian/overrides RENAME lamplighter)
install(DIRECTORY ${packaging}/examples/ DESTINATION share/doc/lamplighter/examples)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs/monitoring DESTINATION share/doc/lamplighter/examples)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME lamplighter)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/package)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR ON) # unit and settings stand outside the prefix
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "Lamplighter maintainers <maintainers@lamplighter.example.net>" CACHE STRING
  "Who answers for the package; a town that builds its own names itself")
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "maintenance work orders of a town, from report to closure
Takes in what residents report as broken, makes one work order of it, sends
the right crew, watches the promised times and tells the reporter how it
ended. One program with one data folder, pages for operators, crews,
supervisors and residents in Chinese and English, and an HTTP API.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON) # dpkg-shlibdeps reads which libraries, and from which version on
set(CPACK_DEBIAN_PACKAGE_DEPENDS "ca-certificates, tzdata, systemd | systemd-standalone-sysusers")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "nginx | caddy, prometheus")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${packaging}/debian/postinst ${packaging}/debian/prerm ${packaging}/debian/postrm
  ${packaging}/debian/conffiles)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
include(CPack)
