"""The images that each installation pulls, for a release that is a folder: KOTS, Embedded Cluster, Helm charts."""
