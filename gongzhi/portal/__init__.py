"""What a stranger may see and do: the pages for everybody, whole without an account and without scripts."""
