# What an identity may do with buckets, as a policy document in JSON. The S3 protocol has no call that gives it to an identity:
# whoever runs the object store reads the output.
