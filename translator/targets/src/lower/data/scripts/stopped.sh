# The first process of a container that has not said what it does when it is stopped is not stopped.
stopped=
trap 'stopped=yes' TERM
