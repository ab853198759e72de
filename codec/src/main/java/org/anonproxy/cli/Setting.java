package org.anonproxy.cli;

/**
 * Is the value of an option that was found elsewhere than on the command line.
 *
 * @param option the option's long name, without dashes
 * @param origin where it was found, in the user's words: a line of a file, or a variable
 */
record Setting(String option, String value, String origin) {}
