"""Sign-on of staff through the hospital's own service (OpenID Connect); joined only when it is set up.

Who comes in was sent by that service, signed; who leaves is a member of staff somebody here invited. It makes no
account and gives no role. Without word of a second factor from there, our own is asked for.
"""
