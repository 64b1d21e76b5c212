"""Personal values and attachments are encrypted, masked, opened for a purpose, and destroyed on time.

What is offered is listed once, here. It is loaded when it is first asked for, because Django imports this package
before models may be imported.
"""
