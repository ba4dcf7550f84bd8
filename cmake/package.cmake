# `cmake --install`: the program, its catalogue, manual pages, and what shells complete. `cpack`, or the target `package`:
# the same as a Debian package. The program finds the catalogue beside itself, wherever it is installed.
include(GNUInstallDirs)

# What is there is packed: build first. Otherwise a package would be built together with every test.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

set(manual ${PROJECT_BINARY_DIR}/manual)
add_custom_command(OUTPUT ${manual}/man1/badrdp.1.gz DEPENDS badrdp VERBATIM
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${manual}
  COMMAND badrdp manual ${manual}
  COMMAND sh -c "gzip -9n ${manual}/man1/*.1")  # as Debian wants them
add_custom_target(badrdp_manual ALL DEPENDS ${manual}/man1/badrdp.1.gz)

install(TARGETS badrdp RUNTIME)
install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/badrdp)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN *.md PATTERN *.png)
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(DIRECTORY ${manual}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR})
install(FILES ${manual}/bash/badrdp DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${manual}/zsh/_badrdp DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${manual}/fish/badrdp.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CONTACT "the authors of badrdp <badrdp@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "breaks RDP handshakes on purpose, and reports how clients react")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "badrdp is a fake RDP host that fails in every documented way. Real clients connect to it over loopback or over\na network that it makes itself; it captures every packet, and judges each client.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "xvfb, freerdp3-x11 | freerdp2-x11")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "rdesktop, mmdebstrap, wireshark")
include(CPack)
