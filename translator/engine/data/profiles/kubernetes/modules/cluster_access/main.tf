# Addresses that may reach the API server of a cluster. No object of Kubernetes says this: whoever runs the cluster reads the
# output and sets the control in front of the API server.
