// The room Delivery is furnished by the commits that follow.
