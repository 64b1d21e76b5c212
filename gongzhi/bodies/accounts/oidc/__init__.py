"""Single sign-on with the city's own identity provider, where a setting names one."""
