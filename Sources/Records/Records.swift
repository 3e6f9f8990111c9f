// The room Records is furnished by the commits that follow.
