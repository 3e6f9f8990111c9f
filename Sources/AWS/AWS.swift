// The room AWS is furnished by the commits that follow.
