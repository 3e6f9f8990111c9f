// The room AzureMonitor is furnished by the commits that follow.
