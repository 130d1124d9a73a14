"""The registry of enforcement bodies, officers and certificates (执法主体、执法人员、执法证)."""
