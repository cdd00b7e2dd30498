"""A body can leave: all that it wrote goes into one archive, from which it is put back, here or on another portal.

For whoever runs the service, by two commands. Which rows go is said by the apps that own them (`kit.registry.leaving`).
It deletes nothing, and puts nothing over what is there."""
