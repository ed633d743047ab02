"""Names of the modules of the standard library, of every Python from 2.6 to 3.14, as project names.

A list, because no Python knows which modules older and newer ones have. Its past never changes; what a newer Python adds,
that one knows itself (`sys.stdlib_module_names`). Left out are modules that begin with `_` or hold tests, which nobody
imports by intention.

Source: the modules of stdlib-list 0.12, normalized; PyPI refuses by the same list, private modules included.
"""

MODULES = frozenset(
    """
    abc aepack aetools aetypes aifc al annotationlib antigravity anydbm applesingle argparse array ast
    asynchat asyncio asyncio-base-events asyncio-base-futures asyncio-base-subprocess asyncio-base-tasks
    asyncio-compat asyncio-constants asyncio-coroutines asyncio-events asyncio-exceptions
    asyncio-format-helpers asyncio-futures asyncio-graph asyncio-locks asyncio-log asyncio-mixins
    asyncio-proactor-events asyncio-protocols asyncio-queues asyncio-runners asyncio-selector-events
    asyncio-sslproto asyncio-staggered asyncio-streams asyncio-subprocess asyncio-taskgroups asyncio-tasks
    asyncio-test-utils asyncio-threads asyncio-timeouts asyncio-tools asyncio-transports asyncio-trsock
    asyncio-unix-events asyncio-windows-events asyncio-windows-utils asyncore atexit audiodev audioop autogil
    base64 basehttpserver bastion bdb binascii binhex bisect bsddb bsddb-db bsddb-dbobj bsddb-dbrecio
    bsddb-dbshelve bsddb-dbtables bsddb-dbutils buildtools builtins bz2 calendar canvas carbon-ae carbon-ah
    carbon-app carbon-appearance carbon-carbonevents carbon-carbonevt carbon-cf carbon-cg carbon-cm
    carbon-components carbon-controlaccessor carbon-controls carbon-corefounation carbon-coregraphics
    carbon-ctl carbon-dialogs carbon-dlg carbon-drag carbon-dragconst carbon-events carbon-evt carbon-file
    carbon-files carbon-fm carbon-folder carbon-folders carbon-fonts carbon-help carbon-ibcarbon
    carbon-ibcarbonruntime carbon-icns carbon-icons carbon-launch carbon-launchservices carbon-list
    carbon-lists carbon-machelp carbon-mediadescr carbon-menu carbon-menus carbon-mlte carbon-osa
    carbon-osaconst carbon-qd carbon-qdoffs carbon-qdoffscreen carbon-qt carbon-quickdraw carbon-quicktime
    carbon-res carbon-resources carbon-scrap carbon-snd carbon-sound carbon-te carbon-textedit carbon-win
    carbon-windows cd cfmfile cgi cgihttpserver cgitb chunk cmath cmd code codecs codeop collections
    collections-abc colorpicker colorsys commands compileall compiler compiler-ast compiler-consts
    compiler-future compiler-misc compiler-pyassem compiler-pycodegen compiler-symbols compiler-syntax
    compiler-transformer compiler-visitor compression compression-bz2 compression-gzip compression-lzma
    compression-zlib compression-zstd concurrent concurrent-futures concurrent-futures-interpreter
    concurrent-futures-process concurrent-futures-thread concurrent-interpreters configparser contextlib
    contextvars cookie cookielib copy copy-reg copyreg cpickle cprofile crypt cstringio csv ctypes
    ctypes-macholib ctypes-macholib-dyld ctypes-macholib-dylib ctypes-macholib-framework ctypes-util
    ctypes-wintypes curses curses-ascii curses-has-key curses-panel curses-textpad curses-wrapper dataclasses
    datetime dbhash dbm dbm-dumb dbm-gnu dbm-ndbm dbm-sqlite3 decimal device dialog difflib dircache dis
    distutils distutils-archive-util distutils-bcppcompiler distutils-ccompiler distutils-cmd
    distutils-command distutils-command-bdist distutils-command-bdist-dumb distutils-command-bdist-msi
    distutils-command-bdist-packager distutils-command-bdist-rpm distutils-command-bdist-wininst
    distutils-command-build distutils-command-build-clib distutils-command-build-ext
    distutils-command-build-py distutils-command-build-scripts distutils-command-check distutils-command-clean
    distutils-command-config distutils-command-install distutils-command-install-data
    distutils-command-install-egg-info distutils-command-install-headers distutils-command-install-lib
    distutils-command-install-scripts distutils-command-py37compat distutils-command-register
    distutils-command-sdist distutils-command-upload distutils-config distutils-core distutils-cygwinccompiler
    distutils-debug distutils-dep-util distutils-dir-util distutils-dist distutils-emxccompiler
    distutils-errors distutils-extension distutils-fancy-getopt distutils-file-util distutils-filelist
    distutils-log distutils-msvc9compiler distutils-msvccompiler distutils-mwerkscompiler distutils-py38compat
    distutils-py39compat distutils-spawn distutils-sysconfig distutils-text-file distutils-unixccompiler
    distutils-util distutils-version distutils-versionpredicate dl doctest docxmlrpcserver dumbdbm
    dummy-thread dummy-threading easydialogs email email-base64mime email-charset email-contentmanager
    email-encoders email-errors email-feedparser email-generator email-header email-headerregistry
    email-iterators email-message email-mime email-mime-application email-mime-audio email-mime-base
    email-mime-image email-mime-message email-mime-multipart email-mime-nonmultipart email-mime-text
    email-parser email-policy email-quoprimime email-utils encodings encodings-aliases encodings-ascii
    encodings-base64-codec encodings-big5 encodings-big5hkscs encodings-bz2-codec encodings-charmap
    encodings-codecs encodings-cp037 encodings-cp1006 encodings-cp1026 encodings-cp1125 encodings-cp1140
    encodings-cp1250 encodings-cp1251 encodings-cp1252 encodings-cp1253 encodings-cp1254 encodings-cp1255
    encodings-cp1256 encodings-cp1257 encodings-cp1258 encodings-cp273 encodings-cp424 encodings-cp437
    encodings-cp500 encodings-cp65001 encodings-cp720 encodings-cp737 encodings-cp775 encodings-cp850
    encodings-cp852 encodings-cp855 encodings-cp856 encodings-cp857 encodings-cp858 encodings-cp860
    encodings-cp861 encodings-cp862 encodings-cp863 encodings-cp864 encodings-cp865 encodings-cp866
    encodings-cp869 encodings-cp874 encodings-cp875 encodings-cp932 encodings-cp949 encodings-cp950
    encodings-encodings encodings-euc-jis-2004 encodings-euc-jisx0213 encodings-euc-jp encodings-euc-kr
    encodings-gb18030 encodings-gb2312 encodings-gbk encodings-hex-codec encodings-hp-roman8 encodings-hz
    encodings-idna encodings-iso2022-jp encodings-iso2022-jp-1 encodings-iso2022-jp-2
    encodings-iso2022-jp-2004 encodings-iso2022-jp-3 encodings-iso2022-jp-ext encodings-iso2022-kr
    encodings-iso8859-1 encodings-iso8859-10 encodings-iso8859-11 encodings-iso8859-13 encodings-iso8859-14
    encodings-iso8859-15 encodings-iso8859-16 encodings-iso8859-2 encodings-iso8859-3 encodings-iso8859-4
    encodings-iso8859-5 encodings-iso8859-6 encodings-iso8859-7 encodings-iso8859-8 encodings-iso8859-9
    encodings-johab encodings-koi8-r encodings-koi8-t encodings-koi8-u encodings-kz1048 encodings-latin-1
    encodings-mac-arabic encodings-mac-centeuro encodings-mac-croatian encodings-mac-cyrillic
    encodings-mac-farsi encodings-mac-greek encodings-mac-iceland encodings-mac-latin2 encodings-mac-roman
    encodings-mac-romanian encodings-mac-turkish encodings-mbcs encodings-oem encodings-palmos
    encodings-ptcp154 encodings-punycode encodings-quopri-codec encodings-raw-unicode-escape encodings-rot-13
    encodings-shift-jis encodings-shift-jis-2004 encodings-shift-jisx0213 encodings-string-escape
    encodings-tis-620 encodings-undefined encodings-unicode-escape encodings-unicode-internal encodings-utf-16
    encodings-utf-16-be encodings-utf-16-le encodings-utf-32 encodings-utf-32-be encodings-utf-32-le
    encodings-utf-7 encodings-utf-8 encodings-utf-8-sig encodings-uu-codec encodings-zlib-codec ensurepip enum
    errno exceptions faulthandler fcntl filecmp filedialog fileinput findertools fixtk fl flp fm fnmatch
    formatter fpectl fpformat fractions framework ftplib functools future-builtins gc gdbm genericpath
    gensuitemodule getopt getpass gettext gl glob graphlib grp gzip hashlib heapq hmac hotshot hotshot-log
    hotshot-stats hotshot-stones html html-entities html-parser htmlentitydefs htmllib htmlparser http
    http-client http-cookiejar http-cookies http-server httplib ic icopen idlelib ihooks imageop imaplib
    imgfile imghdr imp importlib importlib-abc importlib-machinery importlib-metadata
    importlib-metadata-diagnose importlib-readers importlib-resources importlib-resources-abc
    importlib-resources-readers importlib-resources-simple importlib-simple importlib-util imputil inspect io
    ipaddress itertools jpeg json json-decoder json-encoder json-json json-re json-scanner json-struct
    json-sys json-tool keyword lib-libpython3 lib2to3 linecache linuxaudiodev locale logging logging-config
    logging-handlers lzma macerrors macos macostools macpath macresource macurl2path mailbox mailcap
    markupbase marshal math md5 mhlib mimetools mimetypes mimewriter mimify miniaeframe mmap modulefinder
    msilib msvcrt multifile multiprocessing multiprocessing-connection multiprocessing-context
    multiprocessing-dummy multiprocessing-dummy-connection multiprocessing-forking multiprocessing-forkserver
    multiprocessing-heap multiprocessing-managers multiprocessing-pool multiprocessing-popen-fork
    multiprocessing-popen-forkserver multiprocessing-popen-spawn-posix multiprocessing-popen-spawn-win32
    multiprocessing-process multiprocessing-queues multiprocessing-reduction multiprocessing-resource-sharer
    multiprocessing-resource-tracker multiprocessing-semaphore-tracker multiprocessing-shared-memory
    multiprocessing-sharedctypes multiprocessing-spawn multiprocessing-synchronize multiprocessing-util mutex
    nav netrc new nis nntplib nt ntpath nturl2path numbers opcode operator optparse os os-path os2emxpath
    ossaudiodev parser pathlib pathlib-types pdb pickle pickletools pipes pixmapwrapper pkgutil platform
    plistlib popen2 poplib posix posixfile posixpath pprint profile pstats pty pwd py-compile pyclbr pydoc
    pydoc-data pydoc-data-topics pyexpat pyexpat-errors pyexpat-model queue quopri random re readline repr
    reprlib resource rexec rfc822 rlcompleter robotparser runpy sched scrolledtext secrets select selectors
    sets sgmllib sha shelve shlex shutil signal simpledialog simplehttpserver simplexmlrpcserver site smtpd
    smtplib sndhdr socket socketserver spwd sqlite3 sqlite3-dbapi2 sqlite3-dump sre sre-compile sre-constants
    sre-parse ssl stat statistics statvfs string string-templatelib stringio stringold stringprep strop struct
    subprocess sunau sunaudio sunaudiodev symbol symtable sys sysconfig syslog tabnanny tarfile telnetlib
    tempfile termios test textwrap this thread threading time timeit tix tkcolorchooser tkcommondialog
    tkconstants tkdnd tkfiledialog tkfont tkinter tkinter-colorchooser tkinter-commondialog tkinter-constants
    tkinter-dialog tkinter-dnd tkinter-filedialog tkinter-font tkinter-messagebox tkinter-scrolledtext
    tkinter-simpledialog tkinter-tix tkinter-ttk tkmessagebox tksimpledialog toaiff token tokenize tomllib
    trace traceback tracemalloc ttk tty turtle turtledemo turtledemo-bytedesign turtledemo-chaos
    turtledemo-clock turtledemo-colormixer turtledemo-forest turtledemo-fractalcurves turtledemo-lindenmayer
    turtledemo-minimal-hanoi turtledemo-nim turtledemo-paint turtledemo-peace turtledemo-penrose
    turtledemo-planet-and-moon turtledemo-rosette turtledemo-round-dance turtledemo-sorting-animate
    turtledemo-tree turtledemo-two-canvases turtledemo-wikipedia turtledemo-yinyang types typing typing-io
    typing-re unicodedata unittest unittest-async-case unittest-case unittest-loader unittest-main
    unittest-mock unittest-result unittest-runner unittest-signals unittest-suite unittest-util urllib
    urllib-error urllib-parse urllib-request urllib-response urllib-robotparser urllib2 urlparse user userdict
    userlist userstring uu uuid venv videoreader w warnings wave weakref webbrowser whichdb winreg winsound
    wsgiref wsgiref-handlers wsgiref-headers wsgiref-simple-server wsgiref-types wsgiref-util wsgiref-validate
    xdrlib xml xml-dom xml-dom-domreg xml-dom-expatbuilder xml-dom-minicompat xml-dom-minidom
    xml-dom-nodefilter xml-dom-pulldom xml-dom-xmlbuilder xml-etree xml-etree-celementtree
    xml-etree-elementinclude xml-etree-elementpath xml-etree-elementtree xml-parsers xml-parsers-expat
    xml-parsers-expat-errors xml-parsers-expat-errors-dom xml-parsers-expat-errors-etree
    xml-parsers-expat-errors-parsers xml-parsers-expat-errors-sax xml-parsers-expat-model
    xml-parsers-expat-model-dom xml-parsers-expat-model-etree xml-parsers-expat-model-parsers
    xml-parsers-expat-model-sax xml-sax xml-sax-expatreader xml-sax-handler xml-sax-saxutils xml-sax-xmlreader
    xmllib xmlrpc xmlrpc-client xmlrpc-server xmlrpclib xxlimited xxsubtype zipapp zipfile zipimport zlib
    zoneinfo
    """.split()  # noqa: SIM905 - eight hundred quotation marks more, and nobody could read it
)
