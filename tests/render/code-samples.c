/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "code-samples.h"

/* What a guess must find, and where it must find nothing. */
/* clang-format off */
const CodeSample code_samples[] = {
  { "python3", "#!/usr/bin/env python3\n" "print(1)\n" },
  { "python3", "def add(a, b):\n" "    return a + b\n" "\n" "print(add(1, 2))\n" },
  { "python3", "import numpy as np\n" "x = np.zeros(3)\n" },
  { "python3", "from pathlib import Path\n" "\n" "p = Path(\".\")\n" },
  { "python3", "class Node:\n" "    def __init__(self, value):\n" "        self.value = value\n" },
  { "python3", "import os\n" "for name in os.listdir(\".\"):\n" "    print(name)\n" },
  { "python3", ">>> 1 + 1\n" "2\n" },
  { "python3", "async def main():\n" "    async with session.get(url) as r:\n"
    "        return await r.json()\n" },
  { "python3", "try:\n" "    f()\n" "except ValueError as e:\n" "    raise\n" },
  { "js", "const x = require('fs');\n" "console.log(x);\n" },
  { "js", "import React from 'react';\n" "\n" "export default App;\n" },
  { "js", "function add(a, b) {\n" "  return a + b;\n" "}\n" "console.log(add(1, 2));\n" },
  { "js", "const double = (x) => x * 2;\n"
    "document.getElementById(\"a\").textContent = double(2);\n" },
  { "js", "app.get('/', async (req, res) => {\n" "  res.send('hi');\n" "});\n" },
  { "js", "fetch(url).then(r => r.json()).then(d => console.log(d));\n" },
  { "typescript", "interface User {\n" "  id: number;\n" "  name: string;\n" "}\n" },
  { "typescript", "export type Id = string | undefined;\n"
    "const f = (x: number): Promise<void> => g(x);\n" },
  { "jsx", "export default function App() {\n"
    "  return <div className=\"app\" onClick={go}>Hi</div>;\n" "}\n" },
  { "jsx", "<Button className=\"x\" onClick={() => go()}>Go</Button>\n" },
  { "typescript-jsx", "import React from 'react';\n"
    "interface Props { title: string; n: number; }\n"
    "export const Card = ({ title }: Props) => (\n" "  <div className=\"card\">{title}</div>\n"
    ");\n" },
  { "c", "#include <stdio.h>\n" "\n" "int main(void)\n" "{\n" "  printf(\"hi\\n\");\n"
    "  return 0;\n" "}\n" },
  { "c", "typedef struct {\n" "  int x;\n" "  char *name;\n" "} Thing;\n" },
  { "c", "static char *\n" "copy (const char *s)\n" "{\n" "  char *p = malloc(strlen(s) + 1);\n"
    "  return p;\n" "}\n" },
  { "cpp", "#include <iostream>\n" "int main() {\n" "  std::cout << \"hi\" << std::endl;\n"
    "}\n" },
  { "cpp", "template <typename T>\n" "class Box {\n" "public:\n" "  T value;\n" "};\n" },
  { "objc", "#import <Foundation/Foundation.h>\n" "@interface Foo : NSObject\n" "@end\n" },
  { "java", "public class Main {\n" "  public static void main(String[] args) {\n"
    "    System.out.println(\"hi\");\n" "  }\n" "}\n" },
  { "java", "import java.util.List;\n" "List<String> l = new ArrayList<>();\n" },
  { "c-sharp", "using System;\n"
    "class P { static void Main() { Console.WriteLine(\"hi\"); } }\n" },
  { "c-sharp", "public class User\n" "{\n" "    public string Name { get; set; }\n"
    "    public int Age { get; set; }\n" "}\n" },
  { "go", "package main\n" "\n" "import \"fmt\"\n" "\n" "func main() {\n"
    "\tfmt.Println(\"hi\")\n" "}\n" },
  { "go", "if err != nil {\n" "\treturn nil, err\n" "}\n" },
  { "go", "type Server struct {\n" "\tAddr string\n" "}\n" },
  { "rust", "fn main() {\n" "    let mut v = vec![1];\n" "    println!(\"{:?}\", v);\n" "}\n" },
  { "rust", "use std::collections::HashMap;\n" },
  { "rust", "#[derive(Debug)]\n" "struct P { x: i32 }\n" },
  { "ruby", "require 'json'\n" "puts JSON.parse(\"{}\")\n" },
  { "ruby", "class User\n" "  attr_accessor :name\n" "end\n" },
  { "ruby", "def hello(name)\n" "  puts \"Hello #{name}\"\n" "end\n" },
  { "php", "<?php\n" "echo \"hi\";\n" },
  { "php", "public function index() {\n" "    return $this->view;\n" "}\n" },
  { "perl", "use strict;\n" "use warnings;\n" "my $x = 1;\n" },
  { "sh", "#!/bin/bash\n" "ls\n" },
  { "sh", "sudo apt update\n" "sudo apt install git\n" },
  { "sh", "npm install express\n" },
  { "sh", "git clone https://example.org/x.git\n" "cd x\n" "make install\n" },
  { "sh", "for f in *.txt; do\n" "  echo \"$f\"\n" "done\n" },
  { "sh", "if [ -f x ]; then\n" "  cat x\n" "fi\n" },
  { "sh", "$ ls -l\n" "$ cd /tmp\n" },
  { "sh", "# install it\n" "pip install requests\n" },
  { "sh", "docker run --rm -it ubuntu bash\n" },
  { "sh", "curl -sS https://example.org | jq .\n" },
  { "sh", "export PATH=$PATH:/opt/bin\n" "source ~/.bashrc\n" },
  { "sql", "SELECT id, name FROM users WHERE id = 1;\n" },
  { "sql", "select *\n" "from users\n" "where id = 1\n" "order by name;\n" },
  { "sql", "CREATE TABLE t (id INTEGER PRIMARY KEY);\n" },
  { "sql", "INSERT INTO t VALUES (1);\n" },
  { "sql", "SELECT\n" "  u.id\n" "FROM users u\n" "JOIN orders o ON o.user_id = u.id\n"
    "GROUP BY u.id;\n" },
  { "json", "{\"a\": 1, \"b\": [true, null]}\n" },
  { "json", "{\n" "  \"name\": \"x\",\n" "  \"version\": \"1.0.0\"\n" },
  { "json", "[\n" "  {\"id\": 1},\n" "  {\"id\": 2}\n" "]\n" },
  { "json", "[1, 2.5, -3e4, \"x\"]\n" },
  { "json", "{\"a\": 1}\n" "{\"a\": 2}\n" },
  { "yaml", "apiVersion: v1\n" "kind: Pod\n" "metadata:\n" "  name: x\n" },
  { "yaml", "version: \"3\"\n" "services:\n" "  web:\n" "    image: nginx\n" "    ports:\n"
    "      - \"80:80\"\n" },
  { "yaml", "name: CI\n" "on: [push]\n" "jobs:\n" "  build:\n" "    runs-on: ubuntu-latest\n"
    "    steps:\n" "      - uses: actions/checkout@v4\n" "      - run: |\n" "          make\n"
    "          make test\n" },
  { "yaml", "---\n" "title: Hello\n" "date: 2024-01-01\n" },
  { "toml", "[package]\n" "name = \"x\"\n" "version = \"0.1.0\"\n" "\n" "[dependencies]\n"
    "serde = { version = \"1\", features = [\"derive\"] }\n" },
  { "ini", "[Unit]\n" "Description=My service\n" "After=network.target\n" "\n" "[Service]\n"
    "ExecStart=/usr/bin/x\n" },
  { "desktop", "[Desktop Entry]\n" "Name=X\n" "Exec=x\n" },
  { "xml", "<?xml version=\"1.0\"?>\n" "<a/>\n" },
  { "xml", "<note><to>You</to></note>\n" },
  { "xml", "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>\n" },
  { "html", "<!DOCTYPE html>\n" "<html></html>\n" },
  { "html", "<div class=\"a\">\n" "  <p>Hi</p>\n" "</div>\n" },
  { "html", "<!-- a form -->\n" "<form><input type=\"text\"></form>\n" },
  { "css", "body {\n" "  margin: 0;\n" "  color: red;\n" "}\n" },
  { "css", ".btn:hover { background: blue; }\n" },
  { "css", ":root {\n" "  --main: #fff;\n" "}\n" "@media (max-width: 600px) {\n"
    "  .a { display: none; }\n" "}\n" },
  { "scss", "$primary: #333;\n" ".a {\n" "  color: $primary;\n" "  &:hover { color: red; }\n"
    "}\n" },
  { "docker", "FROM python:3.12\n" "WORKDIR /app\n" "COPY . .\n"
    "CMD [\"python\", \"main.py\"]\n" },
  { "docker", "# base\n" "FROM alpine\n" "RUN apk add git\n" },
  { "makefile", "all: main.o\n" "\tgcc -o main main.o\n" },
  { "makefile", "CC := gcc\n" ".PHONY: clean\n" "clean:\n" "\trm -f main\n" },
  { "diff", "diff --git a/x b/x\n" "--- a/x\n" "+++ b/x\n" "@@ -1 +1 @@\n" "-a\n" "+b\n" },
  { "diff", "--- a.txt\n" "+++ b.txt\n" "@@ -1,2 +1,2 @@\n" " a\n" },
  { "latex", "\\documentclass{article}\n" "\\begin{document}\n" "Hi\n" "\\end{document}\n" },
  { "latex", "\\begin{align}\n" "x &= 1\n" "\\end{align}\n" },
  { "bibtex", "@article{knuth,\n" "  title = {X}\n" "}\n" },
  { "lua", "local function f(x)\n" "  return x\n" "end\n" },
  { "kotlin", "fun main() {\n" "    val x = listOf(1, 2)\n" "    println(x)\n" "}\n" },
  { "scala", "object Main extends App {\n" "  val x = 1\n" "}\n" "case class P(x: Int)\n" },
  { "swift", "import SwiftUI\n" "\n" "struct V: View {\n" "  @State private var x = 0\n" "}\n" },
  { "dart", "import 'package:flutter/material.dart';\n" "\n" "void main() {\n"
    "  runApp(MyApp());\n" "}\n" },
  { "haskell", "module Main where\n" "\n" "main :: IO ()\n" "main = putStrLn \"hi\"\n" },
  { "r", "library(ggplot2)\n" "x <- c(1, 2)\n" },
  { "powershell", "Get-ChildItem | Where-Object { $_.Length -gt 1 }\n" },
  { "powershell", "Write-Host \"hi\"\n" },
  { "dosbatch", "@echo off\n" "echo hi\n" "pause\n" },
  { "cmake", "cmake_minimum_required(VERSION 3.20)\n" "project(x)\n" },
  { "meson", "project('x', 'c')\n" "executable('x', 'main.c')\n" },
  { "terraform", "resource \"aws_instance\" \"x\" {\n" "  ami = \"y\"\n" "}\n" },
  { "proto", "syntax = \"proto3\";\n" "message A { string x = 1; }\n" },
  { "commonlisp", "(defun f (x) (* x 2))\n" },
  { "scheme", "(define (f x) (* x 2))\n" },
  { "solidity", "pragma solidity ^0.8.0;\n" "contract A {}\n" },
  { "vhdl", "library ieee;\n" "entity x is\n" },
  { "verilog", "module m(input a, output b);\n" "  assign b = a;\n" "endmodule\n" },
  { "glsl", "#version 330 core\n" "out vec4 color;\n" "void main() { color = vec4(1.0); }\n" },
  { "fortran", "program x\n" "  implicit none\n" "end program\n" },
  { "vbnet", "Dim x As Integer\n" },
  { "gdscript", "extends Node2D\n" "\n" "func _ready():\n" "    print(\"hi\")\n" },
  { NULL, "Hello, this is just a sentence.\n" },
  { NULL, "The import of goods from other countries is a class of trade.\n"
    "If you want, select a value from the list and update it.\n" },
  { NULL, "Dear Anna,\n" "\n" "thank you for the letter, which I have read with pleasure.\n"
    "I will return it as soon as I can.\n" "\n" "Best wishes\n" },
  { NULL, "project/\n" "├── src/\n" "│   └── main.py\n" "└── README.md\n" },
  { NULL, ".\n" "|-- src\n" "|   `-- main.c\n" "`-- README\n" },
  { NULL, "+------+     +------+\n" "| app  |---->|  db  |\n" "+------+     +------+\n" },
  { NULL, "┌──────┐\n" "│ box  │\n" "└──────┘\n" },
  { NULL, "| a | b |\n" "|---|---|\n" "| 1 | 2 |\n" },
  { NULL, "Name      Age  City\n" "Anna       31  Rome\n" "Bert       44  Oslo\n" },
  { NULL, "graph TD\n" "  A[Start] --> B{Is it?}\n" "  B -->|Yes| C[OK]\n" },
  { NULL, "sequenceDiagram\n" "  Alice->>Bob: Hello\n" },
  { NULL, "flowchart LR\n" "    A --> B\n" },
  { NULL, "Traceback (most recent call last):\n" "  File \"x.py\", line 1, in <module>\n"
    "    import foo\n" "ModuleNotFoundError: No module named 'foo'\n" },
  { NULL, "main.c:3:5: error: expected ';' before 'return'\n" "    3 |     return 0;\n" },
  { NULL, "2024-01-01 12:00:00 INFO start\n"
    "2024-01-01 12:00:01 ERROR failed: SELECT * FROM users\n" },
  { NULL, "[INFO] building\n" "[ERROR] const x = 1;\n" },
  { NULL, "error[E0382]: borrow of moved value: `x`\n" " --> src/main.rs:5:10\n" },
  { NULL, "Exception in thread \"main\" java.lang.NullPointerException\n"
    "\tat com.example.Main.main(Main.java:5)\n" },
  { NULL, "npm ERR! code ENOENT\n" "npm ERR! import x\n" },
  { NULL, "   /\\_/\\\n" "  ( o.o )\n" "   > ^ <\n" },
  { NULL, "1. Go to the settings of the program.\n" "2. Choose the import of the file.\n"
    "3. Press return.\n" },
  { NULL, "- apples\n" "- pears\n" "- plums\n" },
  { NULL, "Ingredients:\n" "- 200 g of flour\n" "- 2 eggs\n" },
  { NULL, "Name: Anna\n" "Age: 31\n" },
  { NULL, "GET /index.html HTTP/1.1\n" "Host: example.org\n" "Accept: text/html\n" },
  { NULL, "x = 1\n" "y = 2\n" },
  { NULL, "[1]\n" },
  { NULL, "[a, b]\n" },
  { NULL, "{}\n" },
  { NULL, "<your name here>\n" },
  { NULL, "<name>\n" },
  { NULL, "$ 5.00\n" },
  { NULL, "42\n" },
  { NULL, "0 1 1 2 3 5 8 13\n" },
  { NULL, "hello world\n" },
  { NULL, "f(x) = x^2 + 1\n" },
  { NULL, "if x > 0 then\n" "  y := 1\n" },
  { NULL, "Select an item from the menu, then update the value and set it.\n" },
  { NULL, "ALICE: Where is it?\n" "BOB: From the list, WHERE ELSE.\n" },
  { NULL, "https://example.org/a/b?c=d\n" },
  { NULL, "/usr/share/doc\n" "/usr/share/man\n" },
  { NULL, "C:\\Users\\anna\\file.txt\n" },
  { NULL, "user@host:~$ whoami\n" "anna\n" },
  { NULL, "ABC-123-DEF\n" },
  { NULL, "server {\n" "  listen 80;\n" "  location / { return 200; }\n" "}\n" },
  { NULL, "defmodule A do\n" "  def f do\n" "    IO.puts \"x\"\n" "  end\n" "end\n" },
  { NULL, "(defn f [x] (* x 2))\n" },
  { NULL, "const std = @import(\"std\");\n" "pub fn main() !void {}\n" },
  { NULL, "Question: What is the class of this object?\n" "Answer: It is a public class.\n" },
  { NULL, "Liebe Anna, vielen Dank für den Brief von gestern.\n" },
  { NULL, "これは文章です。コードではありません。\n" },
  { NULL, "for example:\n" "while this is here\n" },
  /* Found in real files: rulers, mail, schemas, GObject in C, manuals. */
  { NULL, "Mock\n====\n\nsome text\n========\n" "More\n" "======\n" },
  { NULL, "Received: from a.example.org\n" "\tby b.example.org\n" "X-Id:\n" "\tmake1\n"
    "Subject: hi\n" },
  { NULL, "x:\n" "  type: string\n" "y:\n" "  type: string\n" "z = 1\n" },
  { NULL, "  g_clear_object (&self->a);\n" "  g_free (self->b);\n" "  foo (self);\n" },
  { NULL, "  strm.zalloc = mem_alloc;\n" "  ret = inflateInit2(&strm, 15);\n"
    "  inflateEnd(&strm);\n" },
  { NULL, "-- Script\n" "ALTER\n" "ADD VALUE 1\n" "FROM x\n" },
};
/* clang-format on */

const guint n_code_samples = G_N_ELEMENTS (code_samples);
