"""The State's guides (comarquage): what to do, where to go, with the local answer beside the national text.

For inhabitants, companies and associations; the texts are the DILA's, imported as they are and never altered. Around
them stand the services of the visitor's commune, local notes, local online services and local sheets. It refuses to
lose a word of a document, to call the national site for a visitor, and to serve half a set of documents."""
