// The room State is furnished by the commits that follow.
