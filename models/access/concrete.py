def concrete_models(env, mixin):
    """Names, sorted, of the models that take in ``mixin`` and have records. Of the registry alone: no query."""
    names = env.registry.descendants([mixin], "_inherit")
    return tuple(sorted(name for name in names if not env[name]._abstract))
