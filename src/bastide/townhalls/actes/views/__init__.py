"""The screens of acts: those of the workspace, one task each, and those of the register, for everybody."""
