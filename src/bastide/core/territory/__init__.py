"""The territory: its bodies, communes, EPCI, contacts, opening hours and mandates.

For everybody: each app refers to the bodies kept here. Reference values come from open data, what a town hall
corrects is kept apart and wins. It refuses to hold a birth date, a profession or any private address."""
