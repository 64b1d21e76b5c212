"""How people come in: password, second factor, passkey, single sign-on; how long they stay; how they are put out."""
