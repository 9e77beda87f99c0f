# A public key that may log in to machines. This module makes nothing: machines take the key from its output.
