"""What is pulled in which kind of installation, for a release that is a folder: KOTS, Embedded Cluster, Helm charts."""
